package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/db"
	"clientele/graph"
	"clientele/internal/apperr"
	"clientele/internal/config"
	"clientele/internal/demo"
	"clientele/internal/staff"
	"clientele/models"
)

func (s *shop) do(ctx context.Context, cmd *config.Command, path string, in io.Reader, out io.Writer) error {
	switch path {
	case "migrate":
		return nil // opening did it
	case "staff create":
		return s.createMember(ctx, cmd, in, out)
	case "key create":
		return s.createKey(ctx, cmd, out)
	case "key list":
		return s.listKeys(ctx, out)
	case "key revoke":
		return s.revokeKey(ctx, cmd.Key.Revoke.ID, out)
	case "schema":
		return s.printSchema(ctx, cmd, out)
	case "move":
		return s.move(ctx, cmd, out)
	case "demo":
		return s.demo(ctx, cmd, out)
	}
	return s.serve(ctx, cmd, out)
}

func (s *shop) createKey(ctx context.Context, cmd *config.Command, out io.Writer) error {
	var scopes []models.Scope
	for _, scope := range cmd.Key.Create.Scopes {
		scopes = append(scopes, models.Scope(strings.ToUpper(strings.TrimSpace(scope))))
	}
	key, secret, err := s.staff.CreateKey(ctx, staff.Operator, staff.CreateAPIKeyInput{Name: cmd.Key.Create.Name, Scopes: scopes})
	if err != nil {
		return plain(err)
	}
	fmt.Fprintf(out, "%s\n\nThis is the only time that the secret of %s (%s) is shown. Send it as  Authorization: Bearer %s…\nCreated by: %s\n",
		secret, key.ID, key.Name, secret[:8], creator(key))
	return nil
}

// plain is an error in words for the command line: of faults of an input, each one's.
func plain(err error) error {
	e, ok := apperr.As(err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, strings.Join(append(f.Field, f.Message), ": "))
	}
	return errors.New(strings.Join(all, "; "))
}

// createMember adds a member of the staff. The password comes from standard input, where no list of processes shows it.
func (s *shop) createMember(ctx context.Context, cmd *config.Command, in io.Reader, out io.Writer) error {
	c := cmd.Staff.Create
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the password: %w", err)
	}
	name := c.Name
	if name == "" {
		name, _, _ = strings.Cut(c.Email, "@")
	}
	m, err := s.staff.Found(ctx, staff.CreateStaffMemberInput{Email: c.Email, Name: name, Role: models.StaffRole(c.Role)}, strings.TrimRight(line, "\r\n"))
	if err != nil {
		return plain(err)
	}
	fmt.Fprintf(out, "%s %s can sign in now, with staffLogin.\n", m.ID, m.Email)
	return nil
}

func (s *shop) listKeys(ctx context.Context, out io.Writer) error {
	keys, err := s.staff.ListKeys(ctx, staff.Operator)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tSCOPES\tCREATED\tCREATED BY\tLAST USED\tREVOKED")
	for _, k := range keys {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, strings.Join(k.ScopeNames, ","), day(&k.CreatedAt), creator(k), day(k.LastUsedAt),
			day(k.RevokedAt))
	}
	return t.Flush()
}

// creator returns who created a key, in words.
func creator(k *models.APIKey) string {
	by := k.CreatedBy()
	switch {
	case by == nil:
		return "unknown"
	case by.Kind == models.CreatedByCommandLine:
		return "command line"
	case by.Kind == models.CreatedByAPIKey:
		return fmt.Sprintf("key %s (%s)", *by.Name, *by.ID)
	}
	return fmt.Sprintf("%s (%s)", *by.Name, *by.ID)
}

func day(t *models.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

func (s *shop) revokeKey(ctx context.Context, id string, out io.Writer) error {
	if _, err := s.staff.RevokeKey(ctx, staff.Operator, id); apperr.Is(err, apperr.NotFound) {
		return fmt.Errorf("there is no key %s", id)
	} else if err != nil {
		return err
	}
	fmt.Fprintln(out, "revoked", id)
	return nil
}

func (s *shop) demo(ctx context.Context, cmd *config.Command, out io.Writer) error {
	n := cmd.Demo.Customers
	hash, err := s.hasher.Hash(ctx, staff.Operator, demo.Password)
	if err != nil {
		return err
	}
	bar := progressbar.NewOptions(n, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription("customers"),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
	err = demo.Fill(ctx, demo.Options{
		Customers: n, Seed: cmd.Demo.Seed, Now: time.Now(), PasswordHash: hash, Done: func(n int) { _ = bar.Add(n) },
		Accounts: s.accounts, Addresses: s.addresses, Orders: s.orders, Fields: s.fields,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n\nEvery second one logs in, such as person1@demo.example with %q. A key shows them all:\n"+
		"  go run . key create --name demo --scopes CUSTOMERS_READ,ORDERS_READ\n", demo.Password)
	return nil
}

func (s *shop) printSchema(ctx context.Context, cmd *config.Command, out io.Writer) error {
	h, err := s.graph(ctx, cmd)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, h.SDL(graph.Audience(cmd.Schema.Audience)))
	return err
}

// welcome tells a newcomer where things are, and what a front end of its own needs. The token that makes the first member is
// for the one who reads this, and goes into no log.
func welcome(out io.Writer, addr *net.TCPAddr, dialect db.Dialect, firstToken string) {
	host := "localhost"
	if !addr.IP.IsUnspecified() && !addr.IP.IsLoopback() {
		host = addr.IP.String()
	}
	at := fmt.Sprintf("http://%s", net.JoinHostPort(host, fmt.Sprint(addr.Port)))
	first := ""
	if firstToken != "" {
		first = fmt.Sprintf("  First member   %s/dashboard/welcome#%s  (once, for the shop's owner)\n", at, firstToken)
	}
	fmt.Fprintf(out, `Clientele is running on %s.

  Dashboard      %s/dashboard/
%s  GraphiQL       %s/
  API            %s/graphql
  Schema         %s/schema.graphql

  An API key, for your own programs:
    go run . key create --name "my server" --scopes SETTINGS_WRITE,CUSTOMERS_READ,CUSTOMERS_WRITE,ORDERS_READ,ORDERS_WRITE
  A front end on another origin, such as Vite's:
    CLIENTELE_CORS_ORIGINS=http://localhost:5173 go run .
  A shop full of people to try things on:
    go run . demo

`, dialect, at, first, at, at, at)
}
