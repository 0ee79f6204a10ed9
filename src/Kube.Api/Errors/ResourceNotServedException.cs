namespace Kube.Api.Errors;

/// <summary>404 <c>NotFound</c>: the path leads to no resource.</summary>
public sealed class ResourceNotServedException() : ApiException("the server could not find the requested resource")
{
}
