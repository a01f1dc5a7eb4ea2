package cluster

// RecordStatements returns the settings of a server that records the statements that clients send.
func RecordStatements() []string {
	return []string{
		"shared_preload_libraries=pg_stat_statements", "pg_stat_statements.max=20000", "pg_stat_statements.save=off",
	}
}

// Statements returns the statements that were sent to a database, each once, with parameters for its constants. The
// server must have been started with RecordStatements.
func (c *Cluster) Statements(database string) ([]string, error) {
	if err := c.showStatements(); err != nil {
		return nil, err
	}
	rows, err := c.Admin.Query(`SELECT DISTINCT query FROM pg_stat_statements
		WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1)`, database)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var texts []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}

// ForgetStatements forgets the statements that were sent to a database so far.
func (c *Cluster) ForgetStatements(database string) error {
	if err := c.showStatements(); err != nil {
		return err
	}
	_, err := c.Admin.Exec(`SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = $1), 0)`,
		database)
	return err
}

// showStatements creates the view of statements. A replica has it from its primary.
func (c *Cluster) showStatements() error {
	var replica bool
	if err := c.Admin.QueryRow("SELECT pg_is_in_recovery()").Scan(&replica); err != nil || replica {
		return err
	}
	_, err := c.Admin.Exec("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
	return err
}
