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

	"clientele/graph/schema"
	"clientele/internal/apperr"
	"clientele/internal/config"
	"clientele/internal/demo"
	"clientele/internal/staff"
	"clientele/models"
)

// do runs the command at path, such as "key create".
func (a *App) do(ctx context.Context, cmd *config.Command, path string, in io.Reader, out io.Writer) error {
	switch path {
	case "migrate":
		if cmd.Migrate.Citus {
			return a.distribute(ctx, out)
		}
		return nil // Open has migrated the database
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
	case "import customers":
		c := cmd.Import.Customers
		return a.importFile(ctx, c.ImportFile, false, c.Match, in, out)
	case "import orders":
		return a.importFile(ctx, cmd.Import.Orders, true, "", in, out)
	case "export customers":
		c := cmd.Export.Customers
		return a.exportFile(ctx, c.ExportFile, false, c.PasswordHashes, out)
	case "export orders":
		return a.exportFile(ctx, cmd.Export.Orders, true, false, out)
	case "erasures list":
		return a.listErasures(ctx, cmd.Erasures.List.Output, out)
	case "erasures apply":
		return a.repeatErasures(ctx, cmd.Erasures.Apply.File, in, out)
	case "demo":
		return a.demo(ctx, cmd, out)
	}
	return a.serve(ctx, cmd, out)
}

// distribute distributes the tables over the workers of a Citus cluster. If they are distributed already, it checks the
// unique values.
func (a *App) distribute(ctx context.Context, out io.Writer) error {
	done, err := a.DB.Distribute(ctx)
	if err != nil {
		return fmt.Errorf("distribute the tables: %w", err)
	}
	if done {
		_, err = fmt.Fprintln(out, "The tables are distributed.")
		return err
	}
	wrong, err := a.DB.Mismatches(ctx)
	if err != nil {
		return fmt.Errorf("compare the unique values with the rows: %w", err)
	}
	if wrong > 0 {
		return fmt.Errorf("%d unique values do not agree with the rows: the table unique_values must have one row for each", wrong)
	}
	_, err = fmt.Fprintln(out, "The tables were distributed already, and all unique values agree with the rows.")
	return err
}

// plain returns an error as text for the command line, with the message of each field that is not valid.
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

// createMember creates a staff member. It reads the password from standard input: arguments are visible in the process
// list.
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
	input := staff.CreateStaffMemberInput{Email: c.Email, Name: name, Role: models.StaffRole(c.Role)}
	m, err := a.Staff.Found(ctx, input, strings.TrimRight(line, "\r\n"))
	if err != nil {
		return plain(err)
	}
	fmt.Fprintf(out, "%s %s can sign in now with staffLogin.\n", m.ID, m.Email)
	return nil
}

// demo fills the database with example customers and orders.
func (a *App) demo(ctx context.Context, cmd *config.Command, out io.Writer) error {
	if err := a.DB.UseMemoryForWrites(ctx); err != nil {
		return err
	}
	n := cmd.Demo.Customers
	hash, err := a.Hasher.Hash(ctx, staff.Operator, demo.Password)
	if err != nil {
		return err
	}
	bar := progressbar.NewOptions(n,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription("customers"), progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
	err = demo.Fill(ctx, demo.Options{
		Customers: n, Seed: cmd.Demo.Seed, Now: time.Now(), PasswordHash: hash, Done: func(n int) { _ = bar.Add(n) },
		Accounts: a.accounts, Orders: a.orders, Fields: a.fields,
		Groups: a.groups, Views: a.views,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n\nEvery other customer can log in, for example person1@demo.example with %q.\n"+
		"To list them all, create a key:\n"+
		"  %s key create --name demo --scopes CUSTOMERS_READ,ORDERS_READ\n", demo.Password, config.Invocation())
	return nil
}

// printSchema prints the schema of one audience.
func (a *App) printSchema(ctx context.Context, cmd *config.Command, out io.Writer) error {
	h, err := a.graph(ctx)
	if err != nil {
		return err
	}
	sdl, err := h.SDL(schema.Audience(cmd.Schema.Audience))
	if err != nil {
		return err
	}
	_, err = out.Write(sdl)
	return err
}
