package overview_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/overview"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func as(scopes ...models.Scope) auth.Caller {
	return auth.Caller{Kind: auth.Staff, KeyID: "staff_1", Scopes: scopes}
}

// at returns a service whose clock shows a time.
func at(t *testing.T, d *db.DB, text string) *overview.Service {
	t.Helper()
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return overview.New(d, func() time.Time { return now })
}

// run runs statements, in which $at is followed by a time in the form that both databases read.
func run(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	dbtest.WritesPast(t)
	err := d.InTx(context.Background(), func(tx *gorm.DB) error {
		for _, statement := range statements {
			if err := tx.Exec(statement).Error; err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var orders int

// order returns the statement that inserts an order.
func order(placedAt, status, payment, fulfillment, currency string, total int) string {
	orders++
	return fmt.Sprintf(`INSERT INTO orders (id, number, status, payment_status, fulfillment_status, guest, contact_name,
		contact_name_fold, contact_email, contact_email_key, contact_email_fold, ship_line1, ship_country, ship_name_fold,
		ship_postcode_fold, bill_line1, bill_country, bill_name_fold, bill_postcode_fold, currency, subtotal_minor,
		shipping_minor, tax_minor, discount_minor, total_minor, total_value, input_hash, search_text, placed_at, created_at,
		updated_at, version) VALUES ('order_%d', '%[1]d', '%[3]s', '%[4]s', '%[5]s', true, '', '', '', '', '', '', 'IE', '', '', '',
		'IE', '', '', '%[6]s', %[7]d, 0, 0, 0, %[7]d, %[7]d, '', '', '%[2]s', '%[2]s', '%[2]s', 1)`,
		orders, placedAt, status, payment, fulfillment, currency, total)
}

func customer(n int, createdAt string) string {
	return fmt.Sprintf(`INSERT INTO customers (id, email, email_key, email_fold, name_fold, password_given, email_verified,
		accepts_marketing, orders_count, search_text, created_at, updated_at, version) VALUES ('customer_%d', '%[1]d', '%[1]d', '%[1]d',
		'', false, false, false, 0, '', '%[2]s', '%[2]s', 1)`, n, createdAt)
}

func email(n int, status, createdAt string) string {
	return fmt.Sprintf(`INSERT INTO emails (id, kind, recipient, to_key, data, fold_key, status, attempts, merged_requests, created_at)
		VALUES ('email_%d', 'a', 'a', 'a', '{}', '%[1]d', '%s', 1, 0, '%s')`, n, status, createdAt)
}

func webhook(n int, active bool, paused, failingSince string) string {
	return fmt.Sprintf(`INSERT INTO webhooks (id, name, url, events, scopes, active, paused_reason, secret, since_position, failing_since,
		created_at, updated_at, version) VALUES ('webhook_%d', 'a', 'https://a', '[]', '[]', %t, %s, 's', 0, %s,
		'2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z', 1)`, n, active, paused, failingSince)
}

// numbers describes an overview.
func numbers(o *overview.Overview) string {
	var b strings.Builder
	for _, n := range []*int{
		o.OrdersToday, o.OrdersToShip, o.OrdersUnpaid, o.NewCustomers, o.FailedEmails, o.FailingWebhooks,
	} {
		if n == nil {
			b.WriteString("- ")
			continue
		}
		fmt.Fprint(&b, *n, " ")
	}
	switch {
	case o.HasAPIKey == nil:
		b.WriteString("-")
	default:
		fmt.Fprint(&b, *o.HasAPIKey)
	}
	if o.LastBackupAt != nil {
		b.WriteString(" " + o.LastBackupAt.Format(time.RFC3339))
	}
	return b.String()
}

// TestNumbers checks what each number counts, and that numbers without their scope are missing.
func TestNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const before, today, now = "2026-11-28T22:59:59.999999Z", "2026-11-28T23:00:00.000000Z", "2026-11-29T12:00:00Z"
		const weekBefore, week = "2026-11-22T22:59:59.999999Z", "2026-11-22T23:00:00.000000Z"
		get := func(want string, scopes ...models.Scope) {
			t.Helper()
			ctx, statements := db.CountStatements(context.Background())
			o, err := at(t, d, now).Get(ctx, as(scopes...), "Europe/Berlin", 30)
			if err != nil {
				t.Fatal(err)
			}
			if got := numbers(o); got != want || statements() > 1 {
				t.Errorf("with %v: %s after %d statements, want %s", scopes, got, statements(), want)
			}
		}
		get("0 0 0 0 0 0 false", models.Scopes()...)
		run(t, d,
			order(before, "OPEN", "PAID", "UNFULFILLED", "EUR", 1), order(today, "OPEN", "UNPAID", "PARTIALLY_FULFILLED", "EUR", 1),
			order(today, "OPEN", "AUTHORIZED", "FULFILLED", "EUR", 1), order(today, "OPEN", "PARTIALLY_PAID", "FULFILLED", "EUR", 1),
			order(today, "OPEN", "PARTIALLY_REFUNDED", "FULFILLED", "EUR", 1), order(today, "CANCELLED", "UNPAID", "UNFULFILLED", "EUR", 1),
			order(today, "COMPLETED", "PAID", "FULFILLED", "EUR", 1),
			customer(1, weekBefore), customer(2, week), customer(3, today),
			email(1, "FAILED", weekBefore), email(2, "FAILED", week), email(3, "OUTBOX", today), email(4, "UNCERTAIN", today),
			webhook(1, true, "NULL", "NULL"), webhook(2, true, "NULL", "'2026-01-01T00:00:00.000000Z'"),
			webhook(3, false, "'FAILING'", "'2026-01-01T00:00:00.000000Z'"), webhook(4, false, "'GONE'", "NULL"),
			webhook(5, false, "'REQUESTED'", "'2026-01-01T00:00:00.000000Z'"),
			`INSERT INTO api_keys (id, name, secret_hash, scopes, created_at, revoked_at) VALUES ('key_1', 'a', 'a', '[]',
				'2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z')`,
			`UPDATE shop_settings SET last_backup_at = '2026-11-01T03:00:00.000000Z'`,
		)
		get("6 2 3 2 1 3 false 2026-11-01T03:00:00Z", models.Scopes()...)
		run(t, d, `INSERT INTO api_keys (id, name, secret_hash, scopes, created_at) VALUES ('key_2', 'a', 'b', '[]', '2026-01-01T00:00:00.000000Z')`)
		get("6 2 3 - - - -", models.OrdersRead)
		get("- - - 2 - - -", models.CustomersRead)
		get("- - - - 1 - true", models.StaffWrite)
		get("- - - - - 3 -", models.WebhooksWrite)
		get("- - - - - - - 2026-11-01T03:00:00Z", models.SettingsWrite)
		get("- - - - - - -", models.OrdersWrite, models.CustomersWrite, models.PrivacyWrite)
	})
}

// TestRevenue checks the totals by day and currency in several time zones, also on days with 23 and 25 hours, on days
// that do not begin at midnight, and on a day that a zone skipped.
func TestRevenue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run(t, d,
			order("2026-03-28T22:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "EUR", 1), // Berlin: 28 March
			order("2026-03-28T23:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "EUR", 2), // 29 March, which has 23 hours
			order("2026-03-29T21:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "EUR", 4),
			order("2026-03-29T21:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "JPY", 500),
			order("2026-03-29T12:00:00.000000Z", "CANCELLED", "PAID", "FULFILLED", "EUR", 1000),
			order("2026-03-29T22:00:00.000000Z", "COMPLETED", "UNPAID", "UNFULFILLED", "EUR", 8), // 30 March
			order("2026-10-24T22:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "EUR", 16),         // 25 October, which has 25 hours
			order("2026-10-25T22:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "EUR", 32),
			order("2026-10-25T23:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "EUR", 64), // 26 October
			order("2024-04-25T21:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "EGP", 1),  // Cairo: 25 April, until 24:00
			order("2024-04-25T22:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "EGP", 2),  // 26 April, from 1:00
			order("2011-12-30T09:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "WST", 1),  // Apia: 29 December
			order("2011-12-30T10:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "WST", 2),  // 31 December
			order("2026-11-01T03:59:59.999999Z", "OPEN", "PAID", "FULFILLED", "CUP", 1),  // Havana: 31 October
			order("2026-11-01T04:00:00.000000Z", "OPEN", "PAID", "FULFILLED", "CUP", 2),  // 1 November, the first 0:00
			order("2026-11-01T05:30:00.000000Z", "OPEN", "PAID", "FULFILLED", "CUP", 4),  // the second 0:30
		)
		allowed := int64(3)
		if dbtest.OnCitus(t) {
			allowed += 5 // one for each currency
		}
		for _, c := range []struct {
			name, now, zone string
			days            int
			want            string
		}{
			{"spring", "2026-03-30T12:00:00Z", "Europe/Berlin", 3, "2026-03-28 1 EUR 1, 2026-03-29 2 EUR 6, 2026-03-29 1 JPY 500, 2026-03-30 1 EUR 8"},
			{"only today", "2026-03-29T22:00:00Z", "Europe/Berlin", 1, "2026-03-30 1 EUR 8"},
			{"a moment earlier", "2026-03-29T21:59:59Z", "Europe/Berlin", 1, "2026-03-29 2 EUR 6, 2026-03-29 1 JPY 500"},
			{"autumn", "2026-10-26T12:00:00Z", "Europe/Berlin", 3, "2026-10-25 2 EUR 48, 2026-10-26 1 EUR 64"},
			{"UTC", "2026-10-26T12:00:00Z", "UTC", 3, "2026-10-24 1 EUR 16, 2026-10-25 2 EUR 96"},
			{"no midnight", "2024-04-26T12:00:00Z", "Africa/Cairo", 2, "2024-04-25 1 EGP 1, 2024-04-26 1 EGP 2"},
			{"a skipped day", "2011-12-31T12:00:00Z", "Pacific/Apia", 4, "2011-12-29 1 WST 1, 2011-12-31 1 WST 2"},
			{"midnight twice", "2026-11-01T12:00:00Z", "America/Havana", 2, "2026-10-31 1 CUP 1, 2026-11-01 2 CUP 6"},
			{"none", "2020-01-01T00:00:00Z", "Asia/Kathmandu", 92, ""},
		} {
			ctx, statements := db.CountStatements(context.Background())
			s := at(t, d, c.now)
			o, err := s.Get(ctx, as(models.OrdersRead), c.zone, c.days)
			if err != nil {
				t.Fatal(err)
			}
			found, err := s.Revenue(ctx, as(models.OrdersRead), o)
			if err != nil {
				t.Fatal(err)
			}
			lines := make([]string, len(found))
			for i, r := range found {
				lines[i] = fmt.Sprintf("%s %d %s %d", r.Date, r.Orders, r.Total.Currency, r.Total.Minor)
			}
			if got := strings.Join(lines, ", "); got != c.want || found == nil || statements() != allowed {
				t.Errorf("%s: %q after %d statements, want %q", c.name, got, statements(), c.want)
			}
		}
	})
}

// TestArguments checks the errors of time zones and numbers of days that are not valid.
func TestArguments(t *testing.T) {
	s := at(t, dbtest.SQLite(t), "2026-11-29T12:00:00Z")
	for _, c := range []struct {
		zone string
		days int
		want string
	}{
		{"", 30, "timeZone"},
		{"Local", 30, "timeZone"},
		{"Mars/Olympus", 30, "timeZone"},
		{"../etc/passwd", 30, "timeZone"},
		{"+02:00", 30, "timeZone"},
		{"Europe/Dublin\x00", 30, "timeZone"},
		{strings.Repeat("a", 1_000_000), 30, "timeZone"},
		{"UTC", 0, "days"},
		{"UTC", -1, "days"},
		{"UTC", 93, "days"},
		{"UTC", 1 << 40, "days"},
	} {
		_, err := s.Get(context.Background(), as(models.Scopes()...), c.zone, c.days)
		e, ok := apperr.As(err)
		if !ok || e.Kind != apperr.BadInput || !strings.HasPrefix(e.Message, c.want) || len(e.Message) > 200 {
			t.Errorf("%.20q, %d: %.200v", c.zone, c.days, err)
		}
	}
}
