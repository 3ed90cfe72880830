#!/bin/sh
# Two roles: DB_OWNER makes the tables, in migrations; DB_USER only reads and writes rows, for web and worker.
# The image runs it when the volume is new. Run again, it sets the passwords that the environment holds now:
#   docker compose exec db sh /docker-entrypoint-initdb.d/roles.sh
# Elsewhere PGHOST says where, and POSTGRES_USER may create roles and owns the database POSTGRES_DB.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'END' &&
\getenv owner DB_OWNER
\getenv owner_password DB_OWNER_PASSWORD
\getenv service DB_USER
\getenv service_password DB_PASSWORD
\getenv timeout DB_STATEMENT_TIMEOUT_MS
SET client_min_messages = warning;
SELECT rolsuper AS superuser, rolsuper AND current_setting('server_version_num')::int >= 160000 AS reserves
FROM pg_roles WHERE rolname = current_user
\gset
\if :superuser
SET log_statement = 'none';
SET log_min_error_statement = 'panic'; -- a statement that fails would stand in the log with its password
\endif
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY[:'owner', :'service']) AS name
WHERE name NOT IN (SELECT rolname FROM pg_roles)
\gexec
ALTER ROLE :"owner" PASSWORD :'owner_password';
ALTER ROLE :"service" PASSWORD :'service_password';
ALTER ROLE :"service" SET statement_timeout = :'timeout';
GRANT :"owner" TO CURRENT_USER;
ALTER DATABASE :"DBNAME" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO :"service";
SET ROLE :"owner";
GRANT CREATE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"service";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"service";
GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO :"service";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"service";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO :"service";
RESET ROLE;
\if :reserves
GRANT pg_use_reserved_connections TO :"owner";
\endif
END
if [ -z "${PGHOST-}" ]; then # the server of this container: its superuser logs in from here alone
  psql --no-psqlrc --quiet --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --command 'ALTER ROLE CURRENT_USER PASSWORD NULL'
fi
