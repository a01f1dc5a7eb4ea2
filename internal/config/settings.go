package config

import (
	"reflect"
	"strings"
	"time"
)

// Settings are the program's settings. Each has a text in helpTexts and a row in docs/reference/settings.md.
type Settings struct {
	Addr              string        `name:"addr" default:":8080" placeholder:"HOST:PORT"`
	Data              string        `name:"data" default:"./data" placeholder:"FOLDER"`
	DatabaseURL       string        `name:"database-url" placeholder:"postgres://…"`
	DatabasePool      int           `name:"database-pool" default:"16"`
	TokenKey          string        `name:"token-key" placeholder:"SECRET"`
	TokenKeyPrevious  string        `name:"token-key-previous" placeholder:"SECRET"`
	TokenAlgorithm    string        `name:"token-algorithm" default:"HS256" enum:"HS256,EdDSA"`
	AccessTokenLife   time.Duration `name:"access-token-life" default:"15m"`
	SessionLife       time.Duration `name:"session-life" default:"720h"`
	SessionMaxLife    time.Duration `name:"session-max-life" default:"8760h"`
	StaffTokenLife    time.Duration `name:"staff-token-life" default:"12h"`
	GuestTokenLife    time.Duration `name:"guest-token-life" default:"8760h"`
	HistoryLife       time.Duration `name:"history-life" default:"0"`
	ShopName          string        `name:"shop-name" default:"My shop"`
	ShopCurrency      string        `name:"shop-currency" default:"EUR"`
	EmailVerification string        `name:"email-verification" default:"optional" enum:"optional,required"`
	MaxAddresses      int           `name:"max-addresses" default:"1000"`
	TrustedProxies    []string      `name:"trusted-proxies" placeholder:"10.0.0.0/8,…"`
	ForwardedHeader   string        `name:"forwarded-header" default:"X-Forwarded-For" enum:"X-Forwarded-For,Forwarded"`
	MaxBody           int64         `name:"max-body" default:"1048576"`
	MaxUpload         int64         `name:"max-upload" default:"536870912"`
	HashSlots         int           `name:"hash-slots" default:"0"`
	DebugAddr         string        `name:"debug-addr" placeholder:"127.0.0.1:PORT"`
	CORS              `embed:""`
	Replicas          `embed:""`
	Mail              `embed:""`
	Operation         `embed:""`
	Retention         `embed:""`
	WebhooksPrivate   bool `name:"webhooks-private" default:"false"`
}

// helpTexts are the texts of --help, by the name of the setting.
var helpTexts = map[string]string{
	"addr":            "Address to listen on.",
	"data":            "Folder for the SQLite database, the token key and the outbox.",
	"database-url":    "PostgreSQL database. If unset, SQLite in the data folder is used.",
	"database-pool":   "Maximum number of connections to PostgreSQL.",
	"replica-urls":    "Streaming replicas of the PostgreSQL database that answer queries.",
	"replica-max-lag": "Maximum lag of a replica that is used.",
	"token-key": "Secret that signs tokens, at least 32 characters. Generated with SQLite; required " +
		"with PostgreSQL.",
	"token-key-previous": "The previous token key; tokens that it signed stay valid.",
	"token-algorithm": "Signature algorithm of customer tokens: HS256, or EdDSA with public keys in " +
		"/.well-known/jwks.json.",
	"access-token-life":  "Lifetime of a customer's access token.",
	"session-life":       "Time without a request after which a customer's session ends.",
	"session-max-life":   "Maximum lifetime of a customer's session.",
	"staff-token-life":   "Lifetime of a staff token.",
	"guest-token-life":   "Lifetime of a guest order token.",
	"history-life":       "Age at which events are deleted from histories and the audit log; 0 keeps them.",
	"retention-orders":   "Age at which completed and cancelled orders lose their personal data; 0 keeps it.",
	"retention-inactive": "Time without activity after which customers are erased; 0 keeps them.",
	"shop-name":          "The shop's name, until the staff change it.",
	"shop-currency":      "The shop's main currency (ISO 4217), until the staff change it.",
	"email-verification": "Whether an account is created only after its email is verified: optional or required.",
	"max-addresses":      "Maximum number of addresses per customer.",
	"cors-origins":       "Origins that may call the API from a browser.",
	"cors-headers":       "Additional request headers for these origins.",
	"trusted-proxies":    "Networks of reverse proxies that may set the client's IP address.",
	"forwarded-header":   "Header with the client's IP address: X-Forwarded-For or Forwarded (RFC 7239).",
	"max-body":           "Maximum size of a request body in bytes.",
	"max-upload":         "Maximum size of an uploaded file in bytes, decompressed.",
	"connections-per-address": "Maximum number of open connections per IP address, trusted proxies excepted; " +
		"0 for no limit.",
	"hash-slots": "Maximum number of passwords hashed at the same time; 0 for one less than the number " +
		"of processors.",
	"smtp-url": "Mail server: smtp://user:password@host:587 or smtps://host:465. If unset, emails go " +
		"to the outbox.",
	"smtp-ehlo-name":  "Name sent to the mail server in EHLO. If unset, the domain of the sender.",
	"email-from":      "Sender of emails. Required with a mail server.",
	"emails-per-hour": "Maximum number of emails to one address per hour; more are delayed.",
	"email-templates": "Folder of email templates that replace the built-in ones with the same file names.",
	"storefront-url": "Storefront that links in emails point to. If unset, emails contain codes to enter " +
		"instead.",
	"public-url": "URL of this program for the staff's browsers, in links of emails to the staff. If unset, they " +
		"get no emails about invitations and passwords.",
	"log-format": "Format of the log: text or json.",
	"log-level": "Minimum level of log messages: debug (includes one line per request), info, warn or " +
		"error.",
	"metrics-addr": "Address that serves /metrics for Prometheus, such as 127.0.0.1:9090. If unset, there " +
		"are no metrics.",
	"shutdown-delay": "Time for which the program keeps serving after it is asked to stop, while /readyz " +
		"returns 503.",
	"webhooks-private": "Allow webhooks to send to private networks and without TLS.",
	"debug-addr":       "Address on this machine that serves profiles of the program. If unset, there are none.",
}

// variable returns the environment variable of a setting.
func variable(flag string) string {
	name := strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
	if name == "DATABASE_URL" { // as hosting providers set it
		return name
	}
	return "CLIENTELE_" + name
}

// Setting is a setting as the documentation describes it.
type Setting struct {
	Variable, Default string
}

// All returns every setting, for the test that compares them with docs/reference/settings.md.
func All() []Setting {
	var all []Setting
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Settings]()) {
		if field.Anonymous {
			continue // VisibleFields includes its fields
		}
		all = append(all, Setting{Variable: variable(field.Tag.Get("name")), Default: field.Tag.Get("default")})
	}
	return all
}
