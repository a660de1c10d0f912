-- 1-5: population by age group and sex, by area. Ages are completed years at the reference time.
WITH {as_of},
counted AS (
    SELECT block, residence, age, d4, count(*) AS persons
    FROM resident
    GROUP BY block, residence, age, d4
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
sex AS (
    SELECT col_code, d4 FROM (VALUES ('T', 1), ('T', 2), ('M', 1), ('F', 2)) AS x (col_code, d4)
)
SELECT substr(c.block, 1, l.digits) AS area, s.shown_as AS residence, g.row_code, x.col_code,
       CAST(sum(c.persons) AS decimal(14, 2)) AS value
FROM counted AS c
JOIN shown AS s ON s.residence = c.residence
CROSS JOIN area_level AS l
JOIN age_group AS g ON c.age BETWEEN g.youngest AND g.oldest
JOIN sex AS x ON x.d4 = c.d4
GROUP BY substr(c.block, 1, l.digits), s.shown_as, g.row_code, x.col_code
