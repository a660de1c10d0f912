-- 3-1: population by single year of age and sex, with shares of the total of both sexes.
WITH {as_of},
counted AS (
    SELECT block, residence, age,
           sum(CASE WHEN d4 = 1 THEN 1 ELSE 0 END) AS men,
           sum(CASE WHEN d4 = 2 THEN 1 ELSE 0 END) AS women
    FROM resident
    GROUP BY block, residence, age
),
by_age AS (
    SELECT substr(c.block, 1, l.digits) AS area, s.shown_as AS residence,
           CASE WHEN c.age >= 100 THEN '100+' ELSE CAST(c.age AS varchar(3)) END AS row_code,
           sum(c.men) AS men, sum(c.women) AS women
    FROM counted AS c
    JOIN shown AS s ON s.residence = c.residence
    CROSS JOIN area_level AS l
    GROUP BY substr(c.block, 1, l.digits), s.shown_as,
             CASE WHEN c.age >= 100 THEN '100+' ELSE CAST(c.age AS varchar(3)) END
),
total AS (
    SELECT area, residence, sum(men) AS men, sum(women) AS women
    FROM by_age
    GROUP BY area, residence
),
placed AS (
    SELECT a.area, a.residence, a.row_code, a.men, a.women, t.men + t.women AS everybody
    FROM by_age AS a
    JOIN total AS t ON t.area = a.area AND t.residence = a.residence
    UNION ALL
    SELECT area, residence, 'all', men, women, men + women FROM total
)
SELECT area, residence, row_code, 'T' AS col_code, CAST(men + women AS decimal(14, 2)) AS value
FROM placed
UNION ALL
SELECT area, residence, row_code, 'M', CAST(men AS decimal(14, 2)) FROM placed
UNION ALL
SELECT area, residence, row_code, 'F', CAST(women AS decimal(14, 2)) FROM placed
UNION ALL
SELECT area, residence, row_code, 'T_percent',
       CAST(round(100.0 * (men + women) / everybody, 2) AS decimal(14, 2))
FROM placed
UNION ALL
SELECT area, residence, row_code, 'M_percent',
       CAST(round(100.0 * men / everybody, 2) AS decimal(14, 2))
FROM placed
UNION ALL
SELECT area, residence, row_code, 'F_percent',
       CAST(round(100.0 * women / everybody, 2) AS decimal(14, 2))
FROM placed
UNION ALL
SELECT area, residence, row_code, 'sex_ratio',
       CAST(round(100.0 * men / women, 2) AS decimal(14, 2))
FROM placed WHERE women > 0
