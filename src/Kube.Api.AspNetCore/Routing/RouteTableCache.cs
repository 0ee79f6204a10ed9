using Kube.Api.Catalog;

namespace Kube.Api.AspNetCore.Routing;

/// <summary>Keeps the route table of the catalog's current state; makes a new one when the catalog has changed.</summary>
internal sealed class RouteTableCache(IResourceCatalog catalog)
{
    private volatile RouteTable? _current;

    public RouteTable Current
    {
        get
        {
            var snapshot = catalog.Current;
            var known = _current;
            // Two requests may both make a table after a change; either serves.
            return known is not null && ReferenceEquals(known.Catalog, snapshot) ? known : _current = new RouteTable(snapshot);
        }
    }
}
