// Package statements lists what the program's SQL statements use of PostgreSQL.
package statements
