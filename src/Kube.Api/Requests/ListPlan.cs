using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Objects;
using Kube.Api.Selectors;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Requests;

/// <summary>What a list reads: one snapshot, a stretch of its keys, a selection and how many.</summary>
internal sealed class ListPlan
{
    private const string ContinueExpired =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the "
        + "continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects "
        + "that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    private readonly ResourceDefinition _resource;
    private readonly IStoreSnapshot _snapshot;
    private readonly ObjectSelection _selection;
    private readonly StoreKey _prefix;
    private readonly KeyRange _range;
    private readonly long _limit;

    private ListPlan(RequestInfo request, IStoreSnapshot snapshot, ObjectSelection selection, string start, long limit)
    {
        _resource = request.Resource;
        _snapshot = snapshot;
        _selection = selection;
        _limit = limit;
        var ns = request.Namespace.Length == 0 && _resource.Namespaced ? selection.Namespace ?? "" : request.Namespace;
        _prefix = ObjectKeys.Prefix(_resource, request.Namespace);
        _range = Range(_resource, ns, selection, start, _prefix);
    }

    public static async ValueTask<ListPlan> MakeAsync(
        IStoreSnapshots snapshots, RequestInfo request, ListOptions options, ObjectSelection selection, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Continue.Length > 0)
        {
            if (options.ResourceVersion is not ("" or "0")) throw new BadRequestException("specifying resource version is not allowed when using continue");
            var token = ContinueToken.Parse(options.Continue);
            var part = options.ResourceVersion == "0" ? 0 : options.Limit;
            return new(request, await OpenAsync(snapshots, token, time, cancellationToken), selection, token.Start, part);
        }

        if (RequestRevision.ParameterProblem(options.ResourceVersion, out var revision) is { } problem)
            throw new BadRequestException($"invalid resource version: {problem}");
        // Upstream serves "any revision" from its cache, whole.
        var limit = options.ResourceVersion == "0" ? 0 : options.Limit;
        // An old rule that stays: a limit with a revision and no rule of matching means exactly that revision.
        var exact = options.ResourceVersionMatch == ListOptionsRules.Exact || (revision > 0 && limit > 0 && options.ResourceVersionMatch.Length == 0);
        var snapshot = options.ResourceVersion.Length == 0
            ? await snapshots.OpenLatestAsync(cancellationToken)
            : exact
                ? await OpenExactlyAsync(snapshots, revision, time, cancellationToken)
                : await snapshots.OpenNotOlderThanAsync(revision, time, cancellationToken);
        return new(request, snapshot, selection, "", limit);
    }

    /// <summary>Has what the list will show converted, where somebody outside does that. Called before <see cref="Run"/>.</summary>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => _resource.Family is not { ConvertsOutside: true } ? default
        : _snapshot.PrepareAsync(_resource, _range, _selection.IsEmpty ? _limit : 0, cancellationToken);

    /// <summary>Everything selected, at a snapshot that is already open.</summary>
    public static ListPlan Of(RequestInfo request, IStoreSnapshot snapshot, ObjectSelection selection) => new(request, snapshot, selection, "", 0);

    public ListResult Run()
    {
        if (_limit <= 0) return new() { Resource = _resource, Revision = _snapshot.Revision, Items = Select() };

        var items = new List<ObjectRevision>((int)Math.Min(_limit, 1024));
        var last = default(StoreKey);
        foreach (var entry in _snapshot.Ascending(_range))
        {
            if (items.Count == _limit) return Part(items, last);
            last = entry.Key;
            var item = entry.AsObject(_resource);
            if (_selection.IsEmpty || _selection.Matches(item.Object.Facts)) items.Add(Serve(item));
        }

        return new() { Resource = _resource, Revision = _snapshot.Revision, Items = items };
    }

    private static KeyRange Range(ResourceDefinition resource, string ns, ObjectSelection selection, string start, StoreKey prefix)
    {
        if (selection.Name is { Length: > 0 } name && (ns.Length > 0 || !resource.Namespaced) && start.Length == 0)
            return KeyRange.Single(ObjectKeys.Of(resource, ns, name));
        var narrow = KeyRange.Prefix(ObjectKeys.Prefix(resource, ns));
        if (start.Length == 0) return narrow;
        var from = new StoreKey([.. prefix.Span, .. Encoding.UTF8.GetBytes(start)]);
        return KeyRange.Between(from.CompareTo(narrow.Start) < 0 ? narrow.Start : from, narrow.End);
    }

    private static async ValueTask<IStoreSnapshot> OpenAsync(
        IStoreSnapshots snapshots, ContinueToken token, TimeProvider time, CancellationToken cancellationToken)
    {
        if (token.Revision < 0) return await snapshots.OpenLatestAsync(cancellationToken);
        try
        {
            return await snapshots.OpenExactlyAsync(token.Revision, time, cancellationToken);
        }
        catch (RevisionCompactedException)
        {
            throw new ExpiredException(ContinueExpired, (token with { Revision = -1 }).ToString());
        }
    }

    private static async ValueTask<IStoreSnapshot> OpenExactlyAsync(
        IStoreSnapshots snapshots, long revision, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshots.OpenExactlyAsync(revision, time, cancellationToken);
        }
        catch (RevisionCompactedException)
        {
            throw new ExpiredException("The resourceVersion for the provided list is too old.");
        }
    }

    private ListResult Part(List<ObjectRevision> items, StoreKey last)
    {
        // The zero byte makes it the first key after the last one read.
        var start = Encoding.UTF8.GetString(last.Span[_prefix.Length..]) + "\0";
        return new()
        {
            Resource = _resource,
            Revision = _snapshot.Revision,
            Items = items,
            Continue = new ContinueToken(_snapshot.Revision, start).ToString(),
            RemainingItemCount = _selection.IsEmpty ? _snapshot.Count(_range) - items.Count : null,
        };
    }

    private IEnumerable<ObjectRevision> Select()
    {
        foreach (var entry in _snapshot.Ascending(_range))
        {
            var item = entry.AsObject(_resource);
            if (_selection.IsEmpty || _selection.Matches(item.Object.Facts)) yield return Serve(item);
        }
    }

    private ObjectRevision Serve(ObjectRevision item) => new(item.Object.In(_resource), item.Revision);
}
