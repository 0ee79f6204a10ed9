using Kube.Api.Encryption.Kms.Protos;
using Kube.Shared.Grpc;

namespace Kube.Api.Encryption.Kms;

/// <summary>The calls of a key management service, version 2.</summary>
internal static class KmsMethods
{
    private const string Service = "v2.KeyManagementService";

    public static readonly GrpcMethod<StatusRequest, StatusResponse> Status = new(Service, "Status", StatusRequest.Parser, StatusResponse.Parser);
    public static readonly GrpcMethod<EncryptRequest, EncryptResponse> Encrypt = new(Service, "Encrypt", EncryptRequest.Parser, EncryptResponse.Parser);
    public static readonly GrpcMethod<DecryptRequest, DecryptResponse> Decrypt = new(Service, "Decrypt", DecryptRequest.Parser, DecryptResponse.Parser);
}
