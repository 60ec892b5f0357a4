$version: "2.0"

namespace com.amazonaws.secretsmanager

use aws.api#service
use aws.auth#sigv4
use aws.protocols#awsJson1_1

@service(sdkId: "Secrets Manager", endpointPrefix: "secretsmanager")
@sigv4(name: "secretsmanager")
@awsJson1_1
service secretsmanager {
    version: "2017-10-17"
    operations: [CreateSecret, ListSecrets, GetSecretValue, DeleteSecret]
}

operation CreateSecret {
    input: CreateSecretRequest
    output: CreateSecretResponse
}

@paginated(inputToken: "NextToken", outputToken: "NextToken", items: "SecretList", pageSize: "MaxResults")
operation ListSecrets {
    input: ListSecretsRequest
    output: ListSecretsResponse
}

operation GetSecretValue {
    input: GetSecretValueRequest
    output: GetSecretValueResponse
    errors: [ResourceNotFoundException]
}

operation DeleteSecret {
    input: DeleteSecretRequest
    output: DeleteSecretResponse
    errors: [ResourceNotFoundException]
}

structure CreateSecretRequest {
    @required
    Name: String

    @idempotencyToken
    ClientRequestToken: String

    SecretString: Secret
    SecretBinary: SecretBytes
}

structure CreateSecretResponse {
    Name: String
}

structure ListSecretsRequest {
    MaxResults: Integer
    NextToken: String
}

structure ListSecretsResponse {
    SecretList: Secrets
    NextToken: String
}

list Secrets {
    member: SecretListEntry
}

structure SecretListEntry {
    Name: String
}

structure GetSecretValueRequest {
    @required
    SecretId: String
}

structure GetSecretValueResponse {
    Name: String
    SecretString: Secret
    SecretBinary: SecretBytes
    CreatedDate: Timestamp
}

structure DeleteSecretRequest {
    @required
    SecretId: String

    ForceDeleteWithoutRecovery: Boolean
}

structure DeleteSecretResponse {
    Name: String
}

@sensitive
string Secret

@sensitive
blob SecretBytes

@error("client")
structure ResourceNotFoundException {
    Message: String
}
