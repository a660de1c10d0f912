-- 1-1: households, population, sex ratio and size of households, by area.
-- A household counts with one resident or more, and never number 999.
WITH {as_of},
-- Households and residents are put together by grouping, not by a join, which a planner without
-- statistics of freshly written rows may do pair by pair.
household_size AS (
    SELECT household_id, max(block) AS block, max(h1) AS h1, max(countable) AS countable,
           sum(men) AS men, sum(women) AS women
    FROM (
        SELECT household_id, block, h1,
               CASE WHEN number = '999' THEN 0 ELSE 1 END AS countable, 0 AS men, 0 AS women
        FROM household
        UNION ALL
        SELECT household_id, block, NULL, NULL,
               CASE WHEN d4 = 1 THEN 1 ELSE 0 END, CASE WHEN d4 = 2 THEN 1 ELSE 0 END
        FROM resident
    ) AS line
    GROUP BY household_id
),
counted AS (
    SELECT block, h1, sum(countable) AS households, sum(men) AS men, sum(women) AS women
    FROM household_size
    WHERE men + women > 0
    GROUP BY block, h1
),
placed AS (
    SELECT p.area, p.residence, u.row_code,
           sum(c.households) AS households, sum(c.men) AS men, sum(c.women) AS women
    FROM counted AS c
    JOIN place AS p ON p.block = c.block
    JOIN (VALUES ('all', 1), ('all', 2), ('family', 1), ('collective', 2)) AS u (row_code, h1)
      ON u.h1 = c.h1
    GROUP BY p.area, p.residence, u.row_code
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
