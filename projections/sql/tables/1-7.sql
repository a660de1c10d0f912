-- 1-7: population aged 3 and over by sex and level of education (D11), by area.
WITH {as_of},
counted AS (
    SELECT block, d11, d4, count(*) AS persons
    FROM resident
    WHERE age >= 3
    GROUP BY block, d11, d4
),
level AS (
    SELECT row_code, d11 FROM (VALUES
        ('1', 1), ('2', 2), ('3', 3), ('4', 4), ('5', 5), ('6', 6), ('7', 7), ('8', 8), ('9', 9),
        ('all', 1), ('all', 2), ('all', 3), ('all', 4), ('all', 5), ('all', 6), ('all', 7),
        ('all', 8), ('all', 9)
    ) AS e (row_code, d11)
),
sex AS (
    SELECT col_code, d4 FROM (VALUES ('T', 1), ('T', 2), ('M', 1), ('F', 2)) AS x (col_code, d4)
)
SELECT p.area, p.residence, e.row_code, x.col_code,
       CAST(sum(c.persons) AS decimal(14, 2)) AS value
FROM counted AS c
JOIN place AS p ON p.block = c.block
JOIN level AS e ON e.d11 = c.d11
JOIN sex AS x ON x.d4 = c.d4
GROUP BY p.area, p.residence, e.row_code, x.col_code
