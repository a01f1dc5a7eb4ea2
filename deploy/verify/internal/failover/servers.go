package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// servers are the servers of the program.
type servers struct {
	binary  string
	environ []string
	urls    [nodes]string
}

// startServers builds the program and starts the servers.
func startServers(ctx context.Context, p *processes, c *cluster, port int) (*servers, error) {
	s := &servers{binary: folder(p.dir, "clientele")}
	build := exec.CommandContext(ctx, "go", "build", "-o", s.binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build the program: %w\n%s", err, out)
	}
	replicas := make([]string, nodes)
	for node := range nodes {
		replicas[node] = fmt.Sprintf("postgres://shop@127.0.0.1:%d/shop?sslmode=disable", c.postgresAt(node))
	}
	s.environ = []string{
		"DATABASE_URL=postgres://shop@" + c.hosts() + "/shop?target_session_attrs=read-write&sslmode=disable",
		"CLIENTELE_REPLICA_URLS=" + strings.Join(replicas, ","),
		"CLIENTELE_TOKEN_KEY=" + rand.Text() + rand.Text(), "CLIENTELE_DATA=" + filepath.Join(p.dir, "clientele-data"),
		"CLIENTELE_CONNECTIONS_PER_ADDRESS=0",
	}
	for i := range nodes {
		addr := fmt.Sprintf("127.0.0.1:%d", port+30+i)
		metrics := fmt.Sprintf("127.0.0.1:%d", port+40+i)
		s.urls[i] = "http://" + addr
		environ := append([]string{"CLIENTELE_ADDR=" + addr, "CLIENTELE_METRICS_ADDR=" + metrics}, s.environ...)
		if _, err := p.start(fmt.Sprint("server", i+1), false, environ, s.binary); err != nil {
			return nil, err
		}
		if err := wait(ctx, time.Minute, func() bool { return s.isReady(i) }); err != nil {
			log, _ := os.ReadFile(folder(p.dir, fmt.Sprint("server", i+1, ".log")))
			return nil, fmt.Errorf("server %d is not ready: %w\n%s", i+1, err, log)
		}
	}
	return s, nil
}

func (s *servers) isReady(i int) bool {
	response, err := http.Get(s.urls[i] + "/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// createKey creates an API key and returns its secret.
func (s *servers) createKey(ctx context.Context, name string) (string, error) {
	cmd := exec.CommandContext(ctx, s.binary, "key", "create", "--name", name,
		"--scopes", "CUSTOMERS_READ,CUSTOMERS_WRITE,ORDERS_READ,ORDERS_WRITE")
	var errs bytes.Buffer
	cmd.Env, cmd.Stderr = s.environ, &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("create an API key: %w\n%s", err, errs.Bytes())
	}
	secret, _, _ := strings.Cut(string(out), "\n")
	return secret, nil
}
