package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"clientele/graph"
	"clientele/internal/apperr"
	"clientele/internal/config"
	"clientele/internal/demo"
	"clientele/internal/staff"
	"clientele/models"
)

func (a *App) do(ctx context.Context, cmd *config.Command, path string, in io.Reader, out io.Writer) error {
	switch path {
	case "migrate":
		return nil // opening did it
	case "staff create":
		return a.createMember(ctx, cmd, in, out)
	case "key create":
		return a.createKey(ctx, cmd, out)
	case "key list":
		return a.listKeys(ctx, out)
	case "key revoke":
		return a.revokeKey(ctx, cmd.Key.Revoke.ID, out)
	case "schema":
		return a.printSchema(ctx, cmd, out)
	case "move":
		return a.move(ctx, cmd, out)
	case "demo":
		return a.demo(ctx, cmd, out)
	}
	return a.serve(ctx, cmd, out)
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
func (a *App) createMember(ctx context.Context, cmd *config.Command, in io.Reader, out io.Writer) error {
	c := cmd.Staff.Create
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the password: %w", err)
	}
	name := c.Name
	if name == "" {
		name, _, _ = strings.Cut(c.Email, "@")
	}
	m, err := a.Staff.Found(ctx, staff.CreateStaffMemberInput{Email: c.Email, Name: name, Role: models.StaffRole(c.Role)}, strings.TrimRight(line, "\r\n"))
	if err != nil {
		return plain(err)
	}
	fmt.Fprintf(out, "%s %s can sign in now, with staffLogin.\n", m.ID, m.Email)
	return nil
}

func (a *App) demo(ctx context.Context, cmd *config.Command, out io.Writer) error {
	n := cmd.Demo.Customers
	hash, err := a.Hasher.Hash(ctx, staff.Operator, demo.Password)
	if err != nil {
		return err
	}
	bar := progressbar.NewOptions(n, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription("customers"),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
	err = demo.Fill(ctx, demo.Options{
		Customers: n, Seed: cmd.Demo.Seed, Now: time.Now(), PasswordHash: hash, Done: func(n int) { _ = bar.Add(n) },
		Accounts: a.accounts, Addresses: a.addresses, Orders: a.orders, Fields: a.fields,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n\nEvery second one logs in, such as person1@demo.example with %q. A key shows them all:\n"+
		"  go run . key create --name demo --scopes CUSTOMERS_READ,ORDERS_READ\n", demo.Password)
	return nil
}

func (a *App) printSchema(ctx context.Context, cmd *config.Command, out io.Writer) error {
	h, err := a.graph(ctx, cmd)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, h.SDL(graph.Audience(cmd.Schema.Audience)))
	return err
}
