using Kube.Api.Aggregation;
using Kube.Api.Catalog;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>Keeps the route table of the catalog's current state; makes a new one when the catalog has changed.</summary>
internal sealed class RouteTableCache(IResourceCatalog catalog, AggregatedApis apis)
{
    private volatile RouteTable? _current;

    public RouteTable Current
    {
        get
        {
            var snapshot = catalog.Current;
            var known = _current;
            // Two requests may both make a table after a change; either serves.
            var behind = apis.Current;
            return known is not null && ReferenceEquals(known.Catalog, snapshot) && ReferenceEquals(known.Behind, behind) ? known : _current = new RouteTable(snapshot, behind);
        }
    }
}
