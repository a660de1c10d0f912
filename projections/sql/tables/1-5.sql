-- 1-5: population by age group and sex, by area. Ages are completed years at the reference time.
WITH {as_of},
by_age AS (
    SELECT block, age, d4, count(*) AS persons
    FROM resident
    GROUP BY block, age, d4
),
age_group AS (
    SELECT row_code, youngest, oldest FROM (VALUES
        ('all', 0, 999), ('0', 0, 0), ('1-4', 1, 4), ('5-9', 5, 9), ('10-14', 10, 14),
        ('15-19', 15, 19), ('20-24', 20, 24), ('25-29', 25, 29), ('30-34', 30, 34),
        ('35-39', 35, 39), ('40-44', 40, 44), ('45-49', 45, 49), ('50-54', 50, 54),
        ('55-59', 55, 59), ('60-64', 60, 64), ('65-69', 65, 69), ('70-74', 70, 74),
        ('75-79', 75, 79), ('80-84', 80, 84), ('85-89', 85, 89), ('90-94', 90, 94),
        ('95-99', 95, 99), ('100+', 100, 999)
    ) AS g (row_code, youngest, oldest)
),
counted AS (
    SELECT a.block, g.row_code, a.d4, sum(a.persons) AS persons
    FROM by_age AS a
    JOIN age_group AS g ON a.age BETWEEN g.youngest AND g.oldest
    GROUP BY a.block, g.row_code, a.d4
),
sex AS (
    SELECT col_code, d4 FROM (VALUES ('T', 1), ('T', 2), ('M', 1), ('F', 2)) AS x (col_code, d4)
)
SELECT p.area, p.residence, c.row_code, x.col_code,
       CAST(sum(c.persons) AS decimal(14, 2)) AS value
FROM counted AS c
JOIN place AS p ON p.block = c.block
JOIN sex AS x ON x.d4 = c.d4
GROUP BY p.area, p.residence, c.row_code, x.col_code
