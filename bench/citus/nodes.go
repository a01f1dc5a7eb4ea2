package main

import (
	"fmt"
	"strconv"

	"clientele/db/dbtest/cluster"
)

// nodes are the servers of a Citus cluster, the coordinator first.
type nodes []*cluster.Cluster

// startNodes starts servers with data in the folder for temporary files.
func startNodes(count, shards int) (*nodes, error) {
	bin, err := cluster.FindPrograms()
	if err != nil {
		return nil, err
	}
	n := &nodes{}
	for i := range count {
		settings := []string{
			"shared_preload_libraries=citus,pg_stat_statements", "citus.shard_count=" + strconv.Itoa(shards),
			"citus.node_conninfo=sslmode=disable", "max_prepared_transactions=200", "max_connections=200",
			"shared_buffers=256MB", "maintenance_work_mem=256MB", "max_wal_size=2GB", "jit=off",
		}
		if i == 0 {
			settings = append(settings,
				"logging_collector=on", "log_destination=jsonlog", // bench/compare reads plans
				// By default, Citus closes all connections to a worker but one after each statement.
				"citus.max_cached_conns_per_worker="+strconv.Itoa(shards))
		}
		server, err := cluster.Start(bin, settings...)
		if err != nil {
			n.stop()
			return nil, fmt.Errorf("start a node: %w", err)
		}
		*n = append(*n, server)
	}
	return n, nil
}

func (n *nodes) stop() {
	for _, server := range *n {
		server.Stop()
	}
}

// version returns the versions of PostgreSQL and Citus.
func (n *nodes) version() (text string, err error) {
	err = (*n)[0].Admin.QueryRow(`SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) ||
		', Citus ' || default_version FROM pg_available_extensions WHERE name = 'citus'`).Scan(&text)
	return text, err
}

// create creates a database on the coordinator and the first workers, and returns its URL. With no workers, it does not
// have the extension.
func (n *nodes) create(name string, workers int) (string, error) {
	coordinator := (*n)[0]
	if workers == 0 {
		return coordinator.URL(name), coordinator.Do("postgres", "CREATE DATABASE "+name)
	}
	return coordinator.URL(name), cluster.Distribute(name, coordinator, (*n)[1:1+workers]...)
}
