$version: "2.0"

namespace com.amazonaws.iam

use aws.api#service
use aws.auth#sigv4
use aws.protocols#awsQuery
use aws.protocols#awsQueryError

@service(sdkId: "IAM", endpointPrefix: "iam")
@sigv4(name: "iam")
@awsQuery
@xmlNamespace(uri: "https://iam.amazonaws.com/doc/2010-05-08/")
service AWSIdentityManagementV20100508 {
    version: "2010-05-08"
    operations: [CreateUser, ListUsers, GetUser, DeleteUser]
}

operation CreateUser {
    input: UserRequest
    output: UserResponse
    errors: [EntityAlreadyExistsException]
}

operation GetUser {
    input: UserRequest
    output: UserResponse
    errors: [NoSuchEntityException]
}

operation DeleteUser {
    input: UserRequest
    output: DeleteUserResponse
    errors: [NoSuchEntityException]
}

@paginated(inputToken: "Marker", outputToken: "Marker", items: "Users", pageSize: "MaxItems")
operation ListUsers {
    input: ListUsersRequest
    output: ListUsersResponse
}

structure UserRequest {
    @required
    UserName: String
}

structure UserResponse {
    User: User
}

structure DeleteUserResponse {}

structure ListUsersRequest {
    Marker: String
    MaxItems: Integer
}

structure ListUsersResponse {
    @required
    Users: Users

    IsTruncated: Boolean
    Marker: String
}

list Users {
    member: User
}

structure User {
    @required
    Path: String

    @required
    UserName: String

    @required
    Arn: String
}

@error("client")
@httpError(404)
@awsQueryError(code: "NoSuchEntity", httpResponseCode: 404)
structure NoSuchEntityException {
    message: String
}

@error("client")
@httpError(409)
@awsQueryError(code: "EntityAlreadyExists", httpResponseCode: 409)
structure EntityAlreadyExistsException {
    message: String
}
