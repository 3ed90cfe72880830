# The actions of a backup. `database.py` passes this text to the shell in the container of the database.
set -eu
export PGOPTIONS='-c client_min_messages=warning'
spare=${POSTGRES_DB}_spare # loaded beside the data, then exchanged with it

sql() { # DATABASE
  psql --no-psqlrc --quiet --tuples-only --no-align --field-separator ' ' --set ON_ERROR_STOP=1 \
    --username "$POSTGRES_USER" --dbname "$1" --set data="$POSTGRES_DB" --set spare="$spare"
}

discard() {
  echo 'DROP DATABASE IF EXISTS :"spare" WITH (FORCE)' | sql postgres
}

case $1 in
dump) exec pg_dump --username "$POSTGRES_USER" --format custom --compress zstd --dbname "$POSTGRES_DB" ;;
read) exec pg_restore --file /dev/null ;; # all of it, unlike `pg_restore --list`
load)
  discard
  echo 'CREATE DATABASE :"spare" TEMPLATE template0' | sql postgres
  POSTGRES_DB=$spare sh /docker-entrypoint-initdb.d/roles.sh
  pg_restore --username "$POSTGRES_USER" --exit-on-error --single-transaction --dbname "$spare"
  echo 'ANALYZE' | sql "$spare"
  ;;
count)
  if [ "$2" = data ]; then name=$POSTGRES_DB; else name=$spare; fi
  sql "$name" <<'END'
SELECT format('SELECT %L, count(*) FROM %I.%I', table_name, table_schema, table_name)
FROM information_schema.tables
WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
ORDER BY table_schema, table_name
\gexec
END
  ;;
swap) # both ways; a database that was dropped has no name to change
  sql postgres >/dev/null <<'END'
BEGIN;
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (:'data', :'spare');
SELECT format('ALTER DATABASE %I RENAME TO %I', datname, :'spare' || '_old') FROM pg_database WHERE datname = :'data'
\gexec
ALTER DATABASE :"spare" RENAME TO :"data";
SELECT format('ALTER DATABASE %I RENAME TO %I', datname, :'spare') FROM pg_database WHERE datname = :'spare' || '_old'
\gexec
COMMIT;
END
  ;;
discard) discard ;;
*) exit 2 ;;
esac
