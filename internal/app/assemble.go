package app

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"clientele/db"
	"clientele/graph/schema"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/groups"
	"clientele/internal/httpd"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/merging"
	"clientele/internal/onetime"
	"clientele/internal/orders"
	"clientele/internal/outbound"
	"clientele/internal/overview"
	"clientele/internal/page"
	shopinfo "clientele/internal/shop"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/internal/transfer"
	"clientele/internal/views"
	"clientele/internal/webhooks"
	"clientele/models"
)

// assemble creates the services over a database and connects them.
func assemble(d *db.DB, secret auth.Secret, cmd *config.Command, cost auth.Cost) (*App, error) {
	now, earlier := time.Now, earlier(cmd)
	keys := func(purpose string) [][]byte { return derived(purpose, secret, earlier) }
	verification := models.EmailVerification(strings.ToUpper(cmd.EmailVerification))
	codec := page.NewCodec(secret.Derive("cursors"), keys("cursors")[1:]...)
	tokens := auth.NewSigner(secret, auth.ForCustomers, now, earlier...)
	if cmd.TokenAlgorithm == "EdDSA" {
		tokens = auth.NewPublicSigner(secret, auth.ForCustomers, now, earlier...)
	}
	limits := throttle.New(d, now, keys("known places")...)
	a := &App{
		DB: d, throttle: limits, OneTime: onetime.New(d, now), Tokens: tokens,
		staffTokens: auth.NewSigner(secret, auth.ForStaff, now, earlier...),
		devices:     auth.NewSigner(secret, auth.ForDevices, now, earlier...),
		Hasher:      auth.NewHasher(cost, cmd.HashSlots),
		fields:      customfields.New(d, now, limits, schema.TypeNames()...),
		firstToken:  staff.FirstToken(secret),
		shop: shopinfo.New(d, now, shopinfo.Defaults{
			Name: cmd.ShopName, Currency: models.CurrencyCode(cmd.ShopCurrency), EmailVerification: verification,
			MailServer: cmd.SMTPURL != "",
		}),
		groups: groups.New(d, now), views: views.New(d, now), overview: overview.New(d, now),
	}
	var err error
	if a.Mail, err = a.mailService(cmd, codec); err != nil {
		return nil, err
	}
	a.addresses = addressbook.New(d, addressbook.Options{
		Now: now, Codec: codec, MaxAddresses: cmd.MaxAddresses, Fields: a.fields,
	})
	a.accounts = accounts.New(d, accounts.Options{
		Now: now, Codec: codec, Hasher: a.Hasher, Tokens: a.Tokens, Refresh: auth.NewRefreshTokens(secret, earlier...),
		AccessTokenLife: cmd.AccessTokenLife, SessionLife: cmd.SessionLife, SessionMaxLife: cmd.SessionMaxLife,
		SessionsKept: cmd.RetentionInactive,
		Throttle:     a.throttle, Fields: a.fields, Addresses: a.addresses,
		EmailVerification: verification, Post: a.Mail,
	})
	a.Events = events.New(d, events.Options{Now: now, Codec: codec, Fields: a.fields, Life: cmd.HistoryLife})
	a.orders = orders.New(d, orders.Options{
		Secret: secret, Earlier: earlier, Now: now, Codec: codec, Addresses: a.addresses, Fields: a.fields,
		GuestTokenLife: cmd.GuestTokenLife, Throttle: a.throttle, Post: a.Mail,
	})
	a.Staff = staff.New(d, staff.Options{
		Now: now, Hasher: a.Hasher, Tokens: a.staffTokens, Devices: a.devices, Throttle: a.throttle,
		SendEmails: cmd.SMTPURL != "" && cmd.PublicURL != "", Post: a.Mail,
		Links:     auth.NewSigner(secret, auth.ForLinks, now, earlier...),
		TokenLife: cmd.StaffTokenLife, FirstToken: a.firstToken, RememberKeys: len(cmd.ReplicaURLs) == 0,
	})
	a.webhooks, err = webhooks.New(d, webhooks.Options{
		Now: now, Codec: codec, Keys: keys("webhook secrets"), Current: staff.Current, Post: a.Mail,
		AssignNew: a.Events.AssignNew,
		Client:    outbound.New(outbound.Options{Private: cmd.WebhooksPrivate}),
	})
	if err != nil {
		return nil, err
	}
	if err := a.jobsService(d, jobs.Options{
		Now: now, Codec: codec, Keys: keys("job files"), FileKeys: keys("contents of job files"),
		MaxUpload: cmd.MaxUpload,
	}); err != nil {
		return nil, err
	}
	a.consent = consent.New(d, consent.Options{
		Now: now, Codec: codec, Throttle: a.throttle, Post: a.Mail, BaseURL: httpd.BaseURL,
	})
	a.Privacy = a.privacyService(now, cmd)
	a.merging = merging.New(d, merging.Options{
		Now: now, Accounts: a.accounts, Addresses: a.addresses, Fields: a.fields,
	})
	a.compose(a.accounts.Composers(), a.orders.Composers(), a.webhooks.Composers(), a.Privacy.Composers(),
		a.consent.Composers(), a.Staff.Composers())
	return a, nil
}

// jobsService creates the services that run jobs, and import and export files.
func (a *App) jobsService(d *db.DB, o jobs.Options) error {
	a.transfer = &transfer.Service{
		Accounts: a.accounts, Addresses: a.addresses, Orders: a.orders, Fields: a.fields,
	}
	o.Accounts, o.Addresses, o.Orders = a.accounts, a.addresses, a.orders
	o.Current, o.BaseURL, o.ImportFields = staff.Current, httpd.BaseURL, a.transfer.ImportFields
	var err error
	if a.jobs, err = jobs.New(d, o); err != nil {
		return err
	}
	for kind, task := range a.transfer.Tasks() {
		a.jobs.Register(kind, task)
	}
	return nil
}

// compose registers what composes emails.
func (a *App) compose(all ...map[mail.Kind]mail.Composer) {
	for _, composers := range all {
		for kind, compose := range composers {
			a.Mail.Compose(kind, compose)
		}
	}
}

// derived returns the keys for a purpose, of the current secret and of the earlier ones.
func derived(purpose string, secret auth.Secret, earlier []auth.Secret) [][]byte {
	keys := [][]byte{secret.Derive(purpose)}
	for _, each := range earlier {
		keys = append(keys, each.Derive(purpose))
	}
	return keys
}

// earlier returns the previous secrets, whose tokens remain valid.
func earlier(cmd *config.Command) []auth.Secret {
	if cmd.TokenKeyPrevious == "" {
		return nil
	}
	return []auth.Secret{auth.Secret(cmd.TokenKeyPrevious)}
}

// mailService creates the service that sends email through the configured server, or writes it to the outbox if there
// is none.
func (a *App) mailService(cmd *config.Command, codec *page.Codec) (*mail.Service, error) {
	server, err := cmd.SMTP()
	if err != nil {
		return nil, err
	}
	from, err := cmd.From()
	if err != nil {
		return nil, err
	}
	ehlo, err := cmd.EHLO()
	if err != nil {
		return nil, err
	}
	return mail.New(a.DB, mail.Options{
		Now: time.Now, Codec: codec, Server: (*mail.Server)(server), Outbox: filepath.Join(cmd.Data, "outbox"),
		From: from, EHLO: ehlo, Shop: a.shop.Get,
		Storefront: cmd.StorefrontURL, PublicURL: cmd.PublicURL, Templates: cmd.EmailTemplates,
		PerHour: cmd.EmailsPerHour,
	})
}

// shopName returns the shop's name.
func (a *App) shopName(ctx context.Context) (string, error) {
	shop, err := a.shop.Get(ctx)
	if err != nil {
		return "", err
	}
	return shop.Name, nil
}
