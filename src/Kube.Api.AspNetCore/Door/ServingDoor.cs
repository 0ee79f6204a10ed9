using Kube.Api.AspNetCore.Aggregation;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Authentication;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Who serves a request: another server behind this one, or this one's resources or other paths.</summary>
internal sealed class ServingDoor(AggregationDoor aggregation, ResourceDoor resources, PathDoor paths)
{
    public ValueTask ServeAsync(HttpContext http, UserInfo user)
    {
        if (aggregation.Find(http.Request.Path.Value) is { } behind) return aggregation.ServeAsync(http, user, behind);
        return ApiPath.Parse(http.Request.Path.Value).IsResource ? resources.ServeAsync(http, user) : paths.ServeAsync(http, user);
    }
}
