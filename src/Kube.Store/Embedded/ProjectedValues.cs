using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>What the projector made of a transaction's puts, before the transaction was queued; nearly always one.</summary>
internal struct ProjectedValues
{
    private PutOperation? _first;
    private object? _firstProjection;
    private Dictionary<PutOperation, object?>? _more;

    public void Add(PutOperation put, object? projection)
    {
        if (_first is null)
        {
            _first = put;
            _firstProjection = projection;
            return;
        }
        _more ??= new(ReferenceEqualityComparer.Instance);
        _more[put] = projection;
    }

    public readonly object? Of(PutOperation put) => ReferenceEquals(put, _first) ? _firstProjection : _more?.GetValueOrDefault(put);
}
