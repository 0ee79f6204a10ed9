using Kube.Api.AspNetCore.Requests;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>A request that leads somewhere: the operation and its query.</summary>
internal readonly record struct ResourceRequest(RequestInfo Info, SubresourceRoute? Subresource, QueryParameters Query);
