package privacy_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// TestExportByShop checks what staff and keys need to export the data of a customer.
func TestExportByShop(t *testing.T) {
	onEachExports(t, func(x *exports) {
		ann := x.customer("ann")
		both := []models.Scope{models.CustomersRead, models.OrdersRead}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     string
			want   string
		}{
			{"a visitor", auth.Caller{}, ann.CustomerID, "FORBIDDEN CUSTOMERS_READ"},
			{"the customer", ann, ann.CustomerID, "FORBIDDEN CUSTOMERS_READ"},
			{"without orders", auth.Caller{Kind: auth.APIKey, Scopes: both[:1]}, ann.CustomerID, "FORBIDDEN ORDERS_READ"},
			{"without customers", auth.Caller{Kind: auth.APIKey, Scopes: both[1:]}, ann.CustomerID, "FORBIDDEN CUSTOMERS_READ"},
			{"an unknown customer", staff.Operator, "customer_none", "NOT_FOUND"},
			{"with both", staff.Operator, ann.CustomerID, ""},
		} {
			if _, err := x.RequestExport(x.t.Context(), c.caller, c.id); servicetest.Errors(err) != c.want {
				x.t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		x.run()
		j := x.last(ann)
		if j.Status != models.JobSucceeded || *j.Format != "JSON" || j.ExpiresAt.Sub(j.FinishedAt.Time) != 24*time.Hour ||
			*j.Total != 1 || j.Done != 1 {
			x.t.Errorf("the job: %+v", j)
		}
		if len(x.sent) != 0 {
			x.t.Errorf("the shop's export was sent to the customer: %v", x.sent)
		}
	})
}

// TestExportByCustomer checks the requests of customers, and their limit.
func TestExportByCustomer(t *testing.T) {
	onEachExports(t, func(x *exports) {
		ann, ctx := x.customer("ann"), x.t.Context()
		if got := servicetest.Errors(x.RequestOwnExport(ctx, staff.Operator)); got != "UNAUTHENTICATED" {
			x.t.Errorf("a member of the staff: %q", got)
		}
		x.exec("UPDATE customers SET email_verified = false")
		if got := servicetest.Errors(x.RequestOwnExport(ctx, ann)); got != "EMAIL_UNVERIFIED" {
			x.t.Errorf("without a verified address: %q", got)
		}
		x.exec("UPDATE customers SET email_verified = true")
		since := servicetest.LastEvent(x.t, x.db)
		j := x.request(ann)
		if j.Status != models.JobSucceeded || len(x.sent) != 1 || x.sent[0].To != "ann@example.com" {
			x.t.Fatalf("%+v, %v", j, x.sent)
		}
		want := []string{
			"JOB_CREATED of J in 'customer_ann' by CUSTOMER customer_ann, hidden, kind none to 'EXPORT_PERSONAL_DATA', format none to 'JSON'",
			"JOB_FINISHED of J in 'customer_ann' by CUSTOMER customer_ann, hidden, kind none to 'EXPORT_PERSONAL_DATA', " +
				"format none to 'JSON', total none to '1', status none to 'SUCCEEDED', done none to '1', created none to '0', " +
				"updated none to '0', unchanged none to '0', failed none to '0'",
		}
		if got := servicetest.EventsSince(x.t, x.db, since, j.ID, "J"); fmt.Sprint(got) != fmt.Sprint(want) {
			x.t.Errorf("events %q", got)
		}
		for _, after := range []time.Duration{0, time.Hour, 24*time.Hour - 2*time.Hour} {
			x.now = x.now.Add(after)
			if got := servicetest.Errors(x.RequestOwnExport(ctx, ann)); got != "LIMIT_REACHED" {
				x.t.Errorf("again after %s: %q", after, got)
			}
		}
		if err := x.RequestOwnExport(ctx, x.customer("bob")); err != nil {
			x.t.Errorf("another customer: %v", err)
		}
		x.now = x.now.Add(time.Hour)
		if err := x.RequestOwnExport(ctx, ann); err != nil {
			x.t.Errorf("after a day: %v", err)
		}
		if _, err := x.jobs.Cancel(ctx, staff.Operator, x.last(ann).ID); err != nil {
			x.t.Fatal(err)
		}
		if err := x.RequestOwnExport(ctx, ann); err != nil {
			x.t.Errorf("after a job that was canceled: %v", err)
		}
	})
}

// TestParallelRequests checks that two requests of a customer at the same time create one job.
func TestParallelRequests(t *testing.T) {
	onEachExports(t, func(x *exports) {
		ann := x.customer("ann")
		results, start := make(chan string, 8), make(chan struct{})
		for range cap(results) {
			go func() {
				<-start
				results <- servicetest.Errors(x.RequestOwnExport(x.t.Context(), ann))
			}()
		}
		close(start)
		count := map[string]int{}
		for range cap(results) {
			count[<-results]++
		}
		if count[""] != 1 || count["LIMIT_REACHED"] != cap(results)-1 {
			x.t.Errorf("%v", count)
		}
	})
}

// TestChangedMeanwhile checks what becomes of an export whose customer changes before it ends.
func TestChangedMeanwhile(t *testing.T) {
	onEachExports(t, func(x *exports) {
		for _, c := range []struct {
			name      string
			statement string
			want      string
			byShop    string // what becomes of an export by the shop
		}{
			{"deleted", "DELETE FROM customers WHERE id = ?", "FAILED: The customer no longer exists", "FAILED: The customer no longer exists"},
			{"disabled", "UPDATE customers SET disabled_at = created_at WHERE id = ?", "FAILED: The customer, who requested the export, has been disabled", "SUCCEEDED"},
			{"unverified", "UPDATE customers SET email_verified = false WHERE id = ?", "SUCCEEDED", "SUCCEEDED"},
		} {
			caller := x.customer(c.name)
			x.sent = nil
			if err := x.RequestOwnExport(x.t.Context(), caller); err != nil {
				x.t.Fatal(err)
			}
			own := x.last(caller)
			shops, err := x.RequestExport(x.t.Context(), staff.Operator, caller.CustomerID)
			if err != nil {
				x.t.Fatal(err)
			}
			x.exec(c.statement, caller.CustomerID)
			x.run()
			x.run()
			for id, want := range map[string]string{own.ID: c.want, shops.ID: c.byShop} {
				j, err := x.jobs.Get(x.t.Context(), staff.Operator, id)
				if err != nil {
					x.t.Fatal(err)
				}
				got := string(j.Status)
				if j.Error != nil {
					got += ": " + *j.Error
				}
				if got != want {
					x.t.Errorf("%s: %s, want %s", c.name, got, want)
				}
			}
			if c.want != "SUCCEEDED" && len(x.sent) > 0 {
				x.t.Errorf("%s: an email was queued", c.name)
			}
			if c.want == "SUCCEEDED" {
				if content := x.compose(); content != nil {
					x.t.Errorf("%s: an email is sent: %v", c.name, content)
				}
			}
		}
	})
}

// TestOpenExport checks the token of an export: how long and for what it is valid.
func TestOpenExport(t *testing.T) {
	for _, c := range []struct {
		name      string
		after     time.Duration // since the email was composed, which is an hour after the end of the job
		statement string
		want      string
	}{
		{"at once", 0, "", ""},
		{"after 23 hours", 23 * time.Hour, "", ""},
		{"after 24 hours", 24 * time.Hour, "", "TOKEN_INVALID token"},
		{"another customer", 0, "UPDATE customers SET version = 2 WHERE id = 'customer_bob'", ""},
		{"after the deletion of the customer", 0, "DELETE FROM customers WHERE id = 'customer_ann'", "TOKEN_INVALID token"},
		{"after the customer was disabled", 0, "UPDATE customers SET disabled_at = created_at", "TOKEN_INVALID token"},
		{"with another address", 0, "UPDATE customers SET email_key = 'x' WHERE id = 'customer_ann'", "TOKEN_INVALID token"},
		{"after the deletion of the file", 0, "DELETE FROM job_files", "TOKEN_INVALID token"},
		{"after the deletion of the job", 0, "DELETE FROM jobs", "TOKEN_INVALID token"},
		{"after the file was forgotten", 0, "UPDATE jobs SET output_file = NULL", "TOKEN_INVALID token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEachExports(t, func(x *exports) {
				ann, ctx := x.customer("ann"), x.t.Context()
				x.customer("bob")
				j := x.request(ann)
				x.now = x.now.Add(time.Hour)
				content := x.compose()
				if content == nil || content.To != "ann@example.com" || content.Name != "ann" || content.Values["Minutes"] != "1440" {
					x.t.Fatalf("the email: %+v", content)
				}
				x.now = x.now.Add(c.after)
				if err := x.jobs.Sweep(ctx); err != nil { // the file is kept as long as the token
					x.t.Fatal(err)
				}
				if c.statement != "" {
					x.exec(c.statement)
				}
				token := "\ufeff " + strings.ToLower(content.Values["Token"]) + "\u200b\n" // as it can be typed or pasted
				for range 2 {                                                              // it can be used again
					url, err := x.OpenExport(ctx, auth.Caller{}, token)
					if got := servicetest.Errors(err); got != c.want {
						x.t.Fatalf("%q, want %q", got, c.want)
					}
					if err != nil {
						return
					}
					if text := x.download(url); !strings.Contains(text, `"ann@example.com"`) || !strings.Contains(url, j.ID) {
						x.t.Errorf("%s has %s", url, text)
					}
				}
			})
		})
	}
}

// TestTokensOfExports checks that a composed email replaces the token of the one before, and the limit of wrong tokens.
func TestTokensOfExports(t *testing.T) {
	onEachExports(t, func(x *exports) {
		ctx := x.t.Context()
		x.request(x.customer("ann"))
		first, second := x.compose().Values["Token"], x.compose().Values["Token"]
		caller := auth.Caller{Address: "192.0.2.1"}
		if _, err := x.OpenExport(ctx, caller, first); servicetest.Errors(err) != "TOKEN_INVALID token" {
			x.t.Errorf("the token of an attempt that was repeated: %v", err)
		}
		if _, err := x.OpenExport(ctx, caller, second); err != nil {
			x.t.Errorf("the last token: %v", err)
		}
		x.exec("UPDATE attempts SET failures = 500")
		if _, err := x.OpenExport(ctx, caller, second); servicetest.Errors(err) != "RATE_LIMITED" {
			x.t.Errorf("after 500 wrong tokens: %v", err)
		}
	})
}

// TestUnverifiedAddress checks that an export does not contain what belongs to the mailbox of an address that is not
// verified: somebody else can have it.
func TestUnverifiedAddress(t *testing.T) {
	onEachExports(t, func(x *exports) {
		ann, at := x.customer("ann"), models.At(x.now)
		key := "ann@example.com"
		x.store("ann", "emails", &models.Email{ID: "email_1", Kind: "guest_order_link", To: key, ToKey: key, Status: models.EmailFailed, CreatedAt: at})
		x.store("ann", "consents", &models.MarketingConsent{
			ID: "consent_1", Email: &key, EmailKey: &key, Channel: models.ByEmail, State: models.Subscribed, At: at,
			Source: models.FromSubscribe, Current: true, ActorKind: models.ByCustomer,
		}, "customer_id", "actor_id")
		for _, verified := range []bool{true, false} {
			x.exec("UPDATE customers SET email_verified = ?", verified)
			text := x.export(ann.CustomerID)
			for _, id := range []string{"email_1", "consent_1"} {
				if strings.Contains(text, id) != verified {
					x.t.Errorf("verified %v: %s\n%s", verified, id, text)
				}
			}
		}
	})
}

// TestFilesOfDeletedCustomers checks that a URL that was opened before does not download the file of a customer who was
// deleted.
func TestFilesOfDeletedCustomers(t *testing.T) {
	onEachExports(t, func(x *exports) {
		j := x.request(x.customer("ann"))
		url := x.jobs.FileURL(x.t.Context(), staff.Operator, j)
		x.download(url)
		x.exec("DELETE FROM customers")
		id, signed := x.signed(url)
		if _, err := x.jobs.Result(x.t.Context(), id, signed); err == nil || err.Error() != "The customer no longer exists" {
			x.t.Errorf("the file: %v", err)
		}
	})
}
