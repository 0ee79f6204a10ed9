using Google.Protobuf;

namespace Kube.Shared.Grpc;

/// <summary>One call of a service, for both halves.</summary>
/// <param name="Service">Full name of the service, such as <c>runtime.v1.RuntimeService</c>.</param>
/// <param name="Name">The call's name.</param>
/// <param name="RequestParser">Reads what the client sends.</param>
/// <param name="ResponseParser">Reads what the server answers.</param>
internal sealed record GrpcMethod<TRequest, TResponse>(
    string Service,
    string Name,
    MessageParser<TRequest> RequestParser,
    MessageParser<TResponse> ResponseParser)
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    /// <summary>Where the call is on the wire.</summary>
    public string Path { get; } = $"/{Service}/{Name}";
}
