namespace Kube.Api.Errors;

/// <summary>401 <c>Unauthorized</c>: the credentials are not good.</summary>
public sealed class UnauthorizedException() : ApiException("Unauthorized")
{
}
