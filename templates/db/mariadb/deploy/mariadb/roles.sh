#!/bin/sh
# Prints the statements that create the database and two roles: DB_OWNER makes the tables, in migrations; DB_USER only
# reads and writes rows, for web and worker. Each start of the container runs them, so it sets the passwords that the
# environment holds then. Elsewhere an administrator runs them:
#   sh deploy/mariadb/roles.sh | mariadb --host db.example.com --user admin --password
set -eu

literal() {
  printf "'"
  printf %s "$1" | sed "s/[\\\\']/\\\\&/g"
  printf "'"
}

owner=$(literal "$DB_OWNER_PASSWORD")
service=$(literal "$DB_PASSWORD")
limits="MAX_STATEMENT_TIME $DB_STATEMENT_TIMEOUT_S MAX_USER_CONNECTIONS $DB_USER_CONNECTIONS"
tables=$(printf %s "$DB_NAME" | sed 's/_/\\_/g') # in a grant, _ is any character

# One statement a line, as the server reads them at its start.
cat <<END
SET sql_mode = 'TRADITIONAL';
CREATE DATABASE IF NOT EXISTS \`$DB_NAME\` CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
CREATE USER IF NOT EXISTS \`$DB_OWNER\` IDENTIFIED BY $owner;
ALTER USER \`$DB_OWNER\` IDENTIFIED BY $owner;
GRANT ALL ON \`$tables\`.* TO \`$DB_OWNER\`;
CREATE USER IF NOT EXISTS \`$DB_USER\` IDENTIFIED BY $service;
ALTER USER \`$DB_USER\` IDENTIFIED BY $service WITH $limits;
GRANT SELECT, INSERT, UPDATE, DELETE ON \`$tables\`.* TO \`$DB_USER\`;
END
