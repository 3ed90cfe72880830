#!/usr/bin/env bash
# The actions of a backup. `database.py` passes this text to the shell in the container of the database.
set -euo pipefail
data=$DB_NAME
spare=${data}_spare # loaded beside the data, then exchanged with it
aside=${data}_aside # where the tables of the data are while they are exchanged

sql() {
  mariadb --batch --skip-column-names --user mysql "$@"
}

tables() { # DATABASE
  sql <<END
SELECT table_name FROM information_schema.tables
WHERE table_schema = '$1' AND table_type = 'BASE TABLE' ORDER BY table_name
END
}

create() { # DATABASE
  sql <<<"CREATE DATABASE IF NOT EXISTS \`$1\` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
}

drop() { # DATABASE
  sql <<<"DROP DATABASE IF EXISTS \`$1\`"
}

case $1 in
dump) mariadb-dump --user mysql --single-transaction "$data" | gzip ;;
read) gunzip | tail -n 1 | grep --quiet '^-- Dump completed' ;; # all of it
load)
  drop "$spare"
  create "$spare"
  gunzip | sql "$spare"
  ;;
count)
  if [ "$2" = data ]; then name=$data; else name=$spare; fi
  tables "$name" | while read -r table; do
    sql <<<"SELECT CONCAT('$table ', COUNT(*)) FROM \`$name\`.\`$table\`"
  done
  ;;
swap) # both ways, in one statement: done or not; a database that was dropped has no tables to move
  create "$data"
  create "$aside"
  sql <<<"KILL USER \`$DB_USER\`; KILL USER \`$DB_OWNER\`"
  sql <<END | sql
SELECT CONCAT('RENAME TABLE ', GROUP_CONCAT(
  '\`', origin, '\`.\`', table_name, '\` TO \`', target, '\`.\`', table_name, '\`' ORDER BY step))
FROM information_schema.tables JOIN (
  SELECT 1 AS step, '$data' AS belongs, '$data' AS origin, '$aside' AS target
  UNION SELECT 2, '$spare', '$spare', '$data'
  UNION SELECT 3, '$data', '$aside', '$spare'
) AS moves ON table_schema = belongs
WHERE table_type = 'BASE TABLE'
END
  drop "$aside"
  ;;
discard) drop "$spare" ;;
*) exit 2 ;;
esac
