-- 3-1: population by single year of age and sex, with shares of the total of both sexes.
WITH {as_of},
counted AS (
    SELECT block, age,
           sum(CASE WHEN d4 = 1 THEN 1 ELSE 0 END) AS men,
           sum(CASE WHEN d4 = 2 THEN 1 ELSE 0 END) AS women
    FROM resident
    GROUP BY block, age
),
by_age AS (
    SELECT p.area, p.residence,
           CASE WHEN c.age >= 100 THEN '100+' ELSE CAST(c.age AS varchar(3)) END AS row_code,
           sum(c.men) AS men, sum(c.women) AS women
    FROM counted AS c
    JOIN place AS p ON p.block = c.block
    GROUP BY p.area, p.residence,
             CASE WHEN c.age >= 100 THEN '100+' ELSE CAST(c.age AS varchar(3)) END
),
placed AS (
    SELECT area, residence, row_code, men, women,
           sum(men + women) OVER (PARTITION BY area, residence) AS everybody
    FROM by_age
    UNION ALL
    SELECT area, residence, 'all', sum(men), sum(women), sum(men + women)
    FROM by_age
    GROUP BY area, residence
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
