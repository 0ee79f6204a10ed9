namespace Kube.Api.Authentication.Jwt;

/// <summary>A token of the right issuer that proves nothing; the message says why and holds no secret.</summary>
internal sealed class JwtException(string message, Exception? inner = null) : Exception(message, inner);
