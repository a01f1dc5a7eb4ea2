// Command clientele-webhook-receiver receives webhooks of Clientele. WEBHOOK_SECRET is the secret of the webhook, PORT
// the port on this machine, and DATA the folder for the data.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		return err
	}
	customers, err := openCustomers(cmp.Or(os.Getenv("DATA"), "data"))
	if err != nil {
		return err
	}
	inbox, err := openInbox(cmp.Or(os.Getenv("DATA"), "data"))
	if err != nil {
		return err
	}
	go inbox.work(customers.apply)

	listener, err := net.Listen("tcp", "127.0.0.1:"+cmp.Or(os.Getenv("PORT"), "4000"))
	if err != nil {
		return err
	}
	fmt.Printf("Listening on http://%s\n", listener.Addr())
	server := &http.Server{Handler: receive(webhook, inbox), ReadTimeout: 10 * time.Second}
	return server.Serve(listener)
}

const maxBody = 1 << 20

// receive returns the handler of deliveries.
func receive(webhook *standardwebhooks.Webhook, inbox *inbox) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		// The bytes of the body are signed, so verify them before anything parses them.
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLong := new(http.MaxBytesError); errors.As(err, &tooLong) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if err == nil {
			err = webhook.Verify(body, r.Header)
		}
		if err != nil {
			log.Printf("rejected: %v", err)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if err := inbox.add(r.Header.Get("webhook-id"), body); err != nil {
			log.Print(err)
			w.WriteHeader(http.StatusInternalServerError) // Clientele sends the event again later
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}
