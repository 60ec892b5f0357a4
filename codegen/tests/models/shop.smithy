$version: "2.0"

metadata validators = [
    { name: "EmitEachSelector", configuration: { selector: "list" } }
]

namespace com.example.shop

use aws.api#service
use aws.auth#sigv4
use aws.auth#unsignedPayload
use aws.protocols#restJson1

@service(
    sdkId: "Shop"
    arnNamespace: "shop"
    endpointPrefix: "shop"
)
@sigv4(name: "shop")
@restJson1
@title("ExampleShop")
@documentation("<p>Sells <i>things</i>. See <a href=\"https://example.com/shop\">the guide</a> for [more].</p>\
<note><p>Closed on Sundays.</p></note>")
service Shop {
    version: "2024-01-01"
    operations: [
        ListItems
        PutItem
        FetchPicture
        SendPicture
        Import
        Ping
    ]
    errors: [
        SlowDownException
    ]
}

/// Lists what stands on a shelf. The order is that of the shelf.
@http(method: "GET", uri: "/shelves/{shelfARN}/items", code: 200)
@readonly
@paginated(inputToken: "nextToken", outputToken: "page.nextToken", items: "page.items", pageSize: "maxResults")
operation ListItems {
    input: ListItemsRequest
    output: ListItemsResponse
    errors: [NotFoundException]
}

@input
structure ListItemsRequest {
    @httpLabel
    @required
    shelfARN: String

    @httpQuery("colour")
    colours: Colours

    @httpQuery("since")
    @timestampFormat("epoch-seconds")
    changedSince: Timestamp

    @httpQuery("nextToken")
    nextToken: String

    @httpQuery("max")
    @range(min: 1, max: 50)
    maxResults: Integer

    @httpQueryParams
    filters: Texts
}

@output
structure ListItemsResponse {
    page: Page
}

structure Page {
    @required
    items: Items

    nextToken: String
}

/// Puts an item on a shelf.
@http(method: "POST", uri: "/shelves/{shelfARN}/items/{path+}?force=true", code: 200)
@endpoint(hostPrefix: "{tenant}.")
operation PutItem {
    input: PutItemRequest
    output: PutItemResponse
    errors: [NotFoundException, ConflictException]
}

@input
structure PutItemRequest {
    @httpLabel
    @required
    path: String

    @httpLabel
    @required
    shelfARN: String

    @required
    @hostLabel
    tenant: String

    @idempotencyToken
    @httpHeader("X-Token")
    clientToken: String

    @required
    item: Item

    @deprecated(since: "2024-02-01", message: "Use the item's kind.")
    type: String

    /// True if the item is passed on.
    send: Boolean = false

    secrets: Secrets
}

@output
structure PutItemResponse {
    @httpResponseCode
    status: Integer

    @httpHeader("Expires")
    expires: Timestamp

    @httpHeader("X-When")
    @timestampFormat("date-time")
    when: Timestamp

    @httpPrefixHeaders("X-Meta-")
    metadata: Texts

    @required
    item: Item

    tags: Texts
}

@documentation("""
    <p>A thing that is sold, e.g. a hat. It has a <code>name</code>.</p>\
    <ul><li><p>It may have parts.</p></li><li>It may have none.</li></ul>""")
structure Item {
    @required
    name: Name

    colour: Colour = "RED"

    @jsonName("SIZE")
    size: Size

    IPv4: String

    count: Integer = 1

    price: Double = 0

    @clientOptional
    weight: Integer = 0

    @addedDefault
    @default(0)
    discount: Integer

    labels: SparseTexts

    @timestampFormat("http-date")
    madeAt: Timestamp

    part: Item

    parts: Items

    choice: Choice

    extra: Document

    password: Secret

    picture: Blob
}

/// The name.
@length(min: 1, max: 64)
@pattern("^[a-z]+$")
string Name

@sensitive
string Secret

list Secrets {
    member: Secret
}

list Items {
    member: Item
}

list Colours {
    member: Colour
}

map Texts {
    key: String
    value: String
}

@sparse
list SparseTexts {
    member: String
}

enum Colour {
    /// As a rose.
    RED

    DARK_BLUE = "dark-blue"

    UNKNOWN
}

intEnum Size {
    SMALL = 1
    LARGE = -2
}

union Choice {
    text: String
    item: Item
    nothing: Unit
    code: Secret
    times: Times
}

@timestampFormat("date-time")
timestamp Day

list Times {
    member: Day
}

/// Fetches a picture.
@http(method: "GET", uri: "/pictures/{id}", code: 200)
@optionalAuth
operation FetchPicture {
    input: PictureId
    output: Picture
}

@input
structure PictureId {
    @httpLabel
    @required
    id: String
}

@output
structure Picture {
    @httpPayload
    body: Stream

    @httpHeader("Content-Type")
    kind: String
}

@streaming
blob Stream

/// Sends a picture.
@http(method: "PUT", uri: "/pictures/{id}", code: 200)
@httpChecksumRequired
@unsignedPayload
operation SendPicture {
    input: PictureToSend
    output: Unit
}

@input
structure PictureToSend {
    @httpLabel
    @required
    id: String

    @httpPayload
    body: Stream = ""
}

@http(method: "POST", uri: "/import", code: 200)
@requestCompression(encodings: ["gzip"])
@deprecated(message: "Put items one by one.")
operation Import {
    input: ImportRequest
    output: ImportResponse
}

@input
structure ImportRequest {
    @httpPayload
    item: Item
}

@output
structure ImportResponse {
    @httpPayload
    text: String
}

/// Does nothing.
@http(method: "GET", uri: "/ping", code: 200)
@auth([])
operation Ping {}

@error("client")
@httpError(404)
structure NotFoundException {
    message: String

    @required
    what: Kind
}

@enum([
    { value: "shelf", name: "SHELF" }
    { value: "t2.item" }
])
string Kind

@error("client")
@httpError(409)
structure ConflictException {
    code: Integer
}

@error("client")
@httpError(429)
@retryable(throttling: true)
structure SlowDownException {
    @required
    message: String

    @httpHeader("Retry-After")
    seconds: Integer
}
