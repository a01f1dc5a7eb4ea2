package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	programs "clientele/db/dbtest/cluster"
)

// cluster is etcd and the PostgreSQL nodes.
type cluster struct {
	*processes
	bin   string // the folder of PostgreSQL's programs
	port  int    // the first port
	nodes [nodes]*process
	http  http.Client
}

func (c *cluster) etcdPort() int           { return c.port }
func (c *cluster) restPort(node int) int   { return c.port + 10 + node }
func (c *cluster) postgresAt(node int) int { return c.port + 20 + node }

func name(node int) string { return fmt.Sprint("node", node+1) }

// configuration is that of Patroni for a node.
const configuration = `scope: shop
name: %[1]s
restapi: {listen: "127.0.0.1:%[2]d", connect_address: "127.0.0.1:%[2]d"}
etcd3: {host: "127.0.0.1:%[3]d"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    synchronous_mode: true
    synchronous_mode_strict: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 200, shared_buffers: 64MB, wal_keep_size: 512MB}
  initdb: [encoding: UTF8, locale: C.UTF-8, data-checksums]
  pg_hba: ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust", "local all all trust"]
postgresql:
  listen: "127.0.0.1:%[4]d"
  connect_address: "127.0.0.1:%[4]d"
  data_dir: %[5]s
  bin_dir: %[6]s
  pgpass: %[5]s.pgpass
  authentication:
    superuser: {username: postgres}
    replication: {username: replicator}
    rewind: {username: rewinder}
  parameters: {unix_socket_directories: %[7]s}
`

// startCluster starts etcd and the nodes, and creates the role and the database of the shop.
func startCluster(ctx context.Context, p *processes, port int) (*cluster, error) {
	c := &cluster{processes: p, port: port, http: http.Client{Timeout: 2 * time.Second}}
	var err error
	if c.bin, err = programs.FindPrograms(); err != nil {
		return nil, err
	}
	client := fmt.Sprintf("http://127.0.0.1:%d", c.etcdPort())
	peer := fmt.Sprintf("http://127.0.0.1:%d", c.etcdPort()+1)
	_, err = p.start("etcd", true, nil, "etcd", "--name", "etcd1", "--data-dir", folder(p.dir, "etcd"),
		"--listen-client-urls", client, "--advertise-client-urls", client,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "etcd1="+peer)
	if err != nil {
		return nil, err
	}
	for node := range nodes {
		if err := c.configure(node); err != nil {
			return nil, err
		}
		if err := c.startNode(node); err != nil {
			return nil, err
		}
	}
	if err := c.waitHealthy(ctx); err != nil {
		return nil, err
	}
	d, err := c.open("postgres")
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	for _, statement := range []string{"CREATE ROLE shop LOGIN", "CREATE DATABASE shop OWNER shop"} {
		if _, err := d.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *cluster) configure(node int) error {
	file := folder(c.dir, name(node)+".yml")
	text := fmt.Sprintf(configuration, name(node), c.restPort(node), c.etcdPort(), c.postgresAt(node),
		folder(c.dir, name(node)), c.bin, c.dir)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	if c.as == nil {
		return nil
	}
	return os.Chown(file, int(c.as.Uid), int(c.as.Gid))
}

func (c *cluster) startNode(node int) error {
	one, err := c.start(name(node), true, nil, "patroni", folder(c.dir, name(node)+".yml"))
	if err != nil {
		return err
	}
	one.data = folder(c.dir, name(node))
	c.nodes[node] = one
	return nil
}

// hosts returns the hosts of all nodes as in a URL.
func (c *cluster) hosts() string {
	var all []string
	for node := range nodes {
		all = append(all, fmt.Sprintf("127.0.0.1:%d", c.postgresAt(node)))
	}
	return strings.Join(all, ",")
}

// open opens a database of the leader as a superuser.
func (c *cluster) open(database string) (*sql.DB, error) {
	return sql.Open("pgx", "postgres://postgres@"+c.hosts()+"/"+database+"?sslmode=disable&target_session_attrs=read-write")
}

// leader returns the node that is the leader according to itself; -1 if there is none.
func (c *cluster) leader() int {
	for node := range nodes {
		if c.get(node, "/primary", nil) == nil {
			return node
		}
	}
	return -1
}

// get asks Patroni on a node. It returns an error unless the status is 200.
func (c *cluster) get(node int, path string, to any) error {
	response, err := c.http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", c.restPort(node), path))
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(text, to)
}

// members is the answer to /cluster.
type members struct {
	Members []struct {
		Name, Role, State string
		Timeline          int
	}
}

// waitHealthy waits until there is a leader, all others stream from it on its timeline, and one is synchronous.
func (c *cluster) waitHealthy(ctx context.Context) error {
	why := ""
	err := wait(ctx, 3*time.Minute, func() bool {
		why = c.unhealthy()
		return why == ""
	})
	if err != nil {
		return fmt.Errorf("the cluster is not healthy: %s: %w", why, err)
	}
	return nil
}

func (c *cluster) unhealthy() string {
	leader := c.leader()
	if leader < 0 {
		return "there is no leader"
	}
	var all members
	if err := c.get(leader, "/cluster", &all); err != nil {
		return err.Error()
	}
	timeline, running, synchronous := 0, 0, 0
	for _, m := range all.Members {
		if m.Role == "leader" {
			timeline = m.Timeline
		}
	}
	for _, m := range all.Members {
		if m.Timeline == timeline && (m.State == "running" || m.State == "streaming") {
			running++
		}
		if m.Role == "sync_standby" {
			synchronous++
		}
	}
	if running != nodes || synchronous == 0 {
		return fmt.Sprintf("%+v", all.Members)
	}
	return c.notStreaming(leader)
}

// notStreaming asks PostgreSQL, since Patroni's state of the others may be some seconds old.
func (c *cluster) notStreaming(leader int) string {
	d, err := sql.Open("pgx", fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", c.postgresAt(leader)))
	if err != nil {
		return err.Error()
	}
	defer func() { _ = d.Close() }()
	var streaming, synchronous int
	err = d.QueryRow("SELECT count(*), count(*) FILTER (WHERE sync_state = 'sync') FROM pg_stat_replication "+
		"WHERE state = 'streaming'").Scan(&streaming, &synchronous)
	if err != nil {
		return err.Error()
	}
	if streaming != nodes-1 || synchronous != 1 {
		return fmt.Sprintf("%d replicas stream, %d of them synchronously", streaming, synchronous)
	}
	return ""
}

var errTimeout = errors.New("it takes too long")

// wait calls done every 50 ms until it returns true.
func wait(ctx context.Context, limit time.Duration, done func() bool) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(limit); !done(); {
		if time.Now().After(deadline) {
			return errTimeout
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}
