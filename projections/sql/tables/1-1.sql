-- 1-1: households, population, sex ratio and size of households, by area.
-- A household counts with one resident or more, and never number 999.
WITH {as_of},
household_size AS (
    SELECT household_id, block, residence, h1,
           CASE WHEN number = '999' THEN 0 ELSE 1 END AS households,
           sum(CASE WHEN d4 = 1 THEN 1 ELSE 0 END) AS men,
           sum(CASE WHEN d4 = 2 THEN 1 ELSE 0 END) AS women
    FROM resident
    GROUP BY household_id, block, residence, h1, number
),
counted AS (
    SELECT block, residence, h1,
           sum(households) AS households, sum(men) AS men, sum(women) AS women
    FROM household_size
    GROUP BY block, residence, h1
),
placed AS (
    SELECT substr(c.block, 1, l.digits) AS area, s.shown_as AS residence, u.row_code,
           sum(c.households) AS households, sum(c.men) AS men, sum(c.women) AS women
    FROM counted AS c
    JOIN shown AS s ON s.residence = c.residence
    CROSS JOIN area_level AS l
    JOIN (VALUES ('all', 1), ('all', 2), ('family', 1), ('collective', 2)) AS u (row_code, h1)
      ON u.h1 = c.h1
    GROUP BY substr(c.block, 1, l.digits), s.shown_as, u.row_code
)
SELECT area, residence, row_code, 'households' AS col_code,
       CAST(households AS decimal(14, 2)) AS value
FROM placed
UNION ALL
SELECT area, residence, row_code, 'T', CAST(men + women AS decimal(14, 2)) FROM placed
UNION ALL
SELECT area, residence, row_code, 'M', CAST(men AS decimal(14, 2)) FROM placed
UNION ALL
SELECT area, residence, row_code, 'F', CAST(women AS decimal(14, 2)) FROM placed
UNION ALL
SELECT area, residence, row_code, 'sex_ratio',
       CAST(round(100.0 * men / women, 2) AS decimal(14, 2))
FROM placed WHERE women > 0
UNION ALL
SELECT area, residence, row_code, 'household_size',
       CAST(round(1.0 * (men + women) / households, 2) AS decimal(14, 2))
FROM placed WHERE row_code = 'family' AND households > 0
