using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Refusals of a client that asks for a list's metadata where there is one object, or the other way round.</summary>
internal static class WrongShape
{
    public static V1Status IsList(ResourceDefinition resource) => new NotAcceptableException(
        $"you requested PartialObjectMetadata, but the requested object is a list ({GoType(resource)}List)").ToStatus();

    public static V1Status IsNoList(ResourceDefinition resource) => new NotAcceptableException(
        $"you requested PartialObjectMetadataList, but the requested object is not a list ({GoType(resource)})").ToStatus();

    // The message names upstream's Go type: its package is the group's first label, and the core group's is "core", which events share.
    private static string GoType(ResourceDefinition resource)
    {
        var group = resource.Kind.Group.Split('.')[0];
        return $"*{(group is "" or "events" ? "core" : group)}.{resource.Kind.Kind}";
    }
}
