package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"clientele/internal/apperr"
	"clientele/internal/config"
	"clientele/internal/staff"
	"clientele/models"
)

// createKey creates an API key and prints its secret.
func (a *App) createKey(ctx context.Context, cmd *config.Command, out io.Writer) error {
	var scopes []models.Scope
	for _, scope := range cmd.Key.Create.Scopes {
		scopes = append(scopes, models.Scope(strings.ToUpper(strings.TrimSpace(scope))))
	}
	input := staff.CreateAPIKeyInput{Name: cmd.Key.Create.Name, Scopes: scopes}
	key, secret, err := a.Staff.CreateKey(ctx, staff.Operator, input)
	if err != nil {
		return plain(err)
	}
	fmt.Fprintf(out, "%s\n\nThe secret of %s (%s) is shown only once. Send it as  Authorization: Bearer %s…\n"+
		"Created by: %s\n", secret, key.ID, key.Name, secret[:8], creator(key))
	return nil
}

// listKeys prints a table of all API keys.
func (a *App) listKeys(ctx context.Context, out io.Writer) error {
	keys, err := a.Staff.ListKeys(ctx, staff.Operator)
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tSCOPES\tCREATED\tCREATED BY\tLAST USED\tREVOKED")
	for _, k := range keys {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, strings.Join(k.ScopeNames, ","),
			day(&k.CreatedAt), creator(k), day(k.LastUsedAt), day(k.RevokedAt))
	}
	return t.Flush()
}

// creator returns who created a key, as text.
func creator(k *models.APIKey) string {
	by := k.CreatedBy()
	switch {
	case by == nil:
		return "unknown"
	case by.Kind == models.CreatedByCommandLine:
		return "command line"
	case by.Kind == models.CreatedByAPIKey:
		return fmt.Sprintf("key %s (%s)", *by.Name, *by.CreatorID)
	}
	return fmt.Sprintf("%s (%s)", *by.Name, *by.CreatorID)
}

// day formats the minute of t, or "-" if there is none.
func day(t *models.Time) string {
	if t == nil {
		return "-"
	}
	return t.Format("2006-01-02 15:04")
}

// revokeKey revokes an API key.
func (a *App) revokeKey(ctx context.Context, id string, out io.Writer) error {
	if _, err := a.Staff.RevokeKey(ctx, staff.Operator, id); apperr.Is(err, apperr.NotFound) {
		return fmt.Errorf("there is no key %s", id)
	} else if err != nil {
		return err
	}
	fmt.Fprintln(out, "revoked", id)
	return nil
}
