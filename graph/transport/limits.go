package transport

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"clientele/internal/apperr"
)

const (
	// maxAnswer limits the data of an answer in bytes. The schema itself, which clients request as a whole, takes
	// less than 1 MiB.
	maxAnswer = 4 << 20
	// maxErrors limits the errors of an answer.
	maxErrors = 100
	// maxMessage limits the message of an error in bytes. A message can quote what the caller sent.
	maxMessage = 500
	// maxPathName limits the names in the path of an error in bytes.
	maxPathName = 255
)

var errTooLarge = &apperr.Error{
	Kind: apperr.TooComplex,
	Message: "The response is larger than " + strconv.Itoa(maxAnswer>>20) +
		" MiB. Request smaller pages or fewer fields. Changes made by a mutation are stored.",
}

var errTooManyAnswers = &apperr.Error{
	Kind: apperr.RateLimited,
	Message: "Too many large responses are being sent to this address. Try again later. " +
		"Changes made by a mutation are stored.",
	RetryAfter: time.Second,
}

// limited returns the first maxErrors errors, with short messages. One more error counts the rest, including
// unreported ones.
func limited(errs gqlerror.List, unreported int) gqlerror.List {
	if more := len(errs) - maxErrors; more > 0 {
		unreported += more
		errs = errs[:maxErrors:maxErrors]
	}
	for _, err := range errs {
		err.Message = cutMessage(err.Message)
		for i, element := range err.Path {
			if name, ok := element.(ast.PathName); ok && len(name) > maxPathName { // an unknown field of an input
				err.Path[i] = ast.PathName(cutMessage(string(name)))
			}
		}
	}
	if unreported > 0 {
		errs = append(errs, &gqlerror.Error{
			Message:    strconv.Itoa(unreported) + " more errors are not shown",
			Extensions: map[string]any{"code": errs[0].Extensions["code"]},
		})
	}
	return errs
}

// cutMessage shortens a message between two characters. It keeps the end, which says what is wrong.
func cutMessage(message string) string {
	if len(message) <= maxMessage {
		return message
	}
	head, tail := message[:maxMessage-100], message[len(message)-90:]
	for !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	return head + "…" + strings.TrimLeftFunc(tail, func(r rune) bool { return r == utf8.RuneError })
}
