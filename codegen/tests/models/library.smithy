$version: "2"
$operationInputSuffix: "Request"
$operationOutputSuffix: "Response"

namespace com.example

use aws.api#service
use aws.auth#sigv4
use aws.protocols#restJson1

/// <p>Lends books.</p>
@title("Library")
@service(sdkId: "Library", arnNamespace: "library", endpointPrefix: "library")
@sigv4(name: "library")
@restJson1
service Library {
    version: "2024-01-01"
    operations: [GetBook, ListBooks, LendBook]
}

// A resource whose identifier the inputs refer to; the service does not have it.
resource Volume {
    identifiers: { bookId: BookId }
}

@mixin
structure OfBook for Volume {
    @httpLabel
    @required
    $bookId
}

@mixin
structure Paged {
    nextToken: String
}

@http(method: "GET", uri: "/books/{bookId}", code: 200)
operation GetBook {
    input := with [OfBook] {
        @httpHeader("Accept-Language")
        language: String
    }
    output := {
        @required
        book: Book

        @httpHeader("ETag")
        etag: String
    }
    errors: [NotFoundException]
}

@http(method: "GET", uri: "/books", code: 200)
@paginated(inputToken: "nextToken", outputToken: "nextToken", items: "books", pageSize: "maxResults")
operation ListBooks {
    input := with [Paged] {
        @httpQuery("nextToken")
        $nextToken

        @httpQuery("maxResults")
        maxResults: Integer
    }
    output: ListBooksResponse
}

@output
structure ListBooksResponse {
    @required books: Books, nextToken: String
}

@http(method: "POST", uri: "/books/{bookId}/loans", code: 201)
operation LendBook {
    input :=
        with [OfBook] {
            @timestampFormat("date-time")
            until: Timestamp

            @required
            reader: Reader

            notes: Notes

            @idempotencyToken
            clientToken: String
        }

    output := {
        loanId: String
    }

    errors: [
        NotFoundException
    ]
}

apply LendBookResponse$loanId @required

@length(min: 1, max: 64)
string BookId

list Books { member: Book }

structure Book {
    @required
    bookId: BookId
    title: String
    binding: Binding
}

enum Binding {
    HARDCOVER
    PAPERBACK = "PAPERBACK"
}

union Reader {
    member: String
    school: School
}

structure School {
    @required
    name: String
}

map Notes {
    key: String
    value: String
}

@error("client")
structure NotFoundException {
    message: String
}

apply NotFoundException {
    @httpError(404)
}
