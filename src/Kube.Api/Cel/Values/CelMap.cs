using System.Globalization;
using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A map, however its entries are kept. Keys are bool, int, uint or string; numbers of equal value are one key.</summary>
internal abstract class CelMap : CelValue
{
    public override CelType Type => CelType.AnyMap;

    public abstract int Count { get; }

    public override long Size => Count;

    public abstract IEnumerable<CelValue> Keys { get; }

    public abstract CelValue? Find(CelValue key);

    public override CelValue Select(string field) => Find(CelString.Of(field)) ?? CelError.NoSuchKey(field);

    public override CelValue Has(string field) => CelBool.Of(Find(CelString.Of(field)) is not null);

    public static string KeyText(CelValue key) => key switch
    {
        CelString text => text.Value,
        CelInt number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelUint number => number.Value.ToString(CultureInfo.InvariantCulture),
        CelDouble number => number.Value.ToString("R", CultureInfo.InvariantCulture),
        CelBool flag => flag.Value ? "true" : "false",
        _ => key.Type.Name,
    };

    public override bool EqualTo(CelValue other)
    {
        if (other is not CelMap that || that.Count != Count) return false;
        foreach (var key in Keys)
        {
            if (that.Find(key) is not { } value || !Find(key)!.EqualTo(value)) return false;
        }
        return true;
    }
}

internal sealed class CelEntries : CelMap
{
    public static readonly CelEntries Empty = new();

    private readonly Dictionary<object, CelValue> _entries = [];
    private readonly List<CelValue> _keys = [];

    public override int Count => _keys.Count;

    public override IEnumerable<CelValue> Keys => _keys;

    public override CelValue? Find(CelValue key) => Normal(key) is { } normal ? _entries.GetValueOrDefault(normal) : null;

    /// <summary>Adds an entry while the map is being made; false when the key is there already.</summary>
    public bool TryAdd(CelValue key, CelValue value)
    {
        if (Normal(key) is not { } normal || !_entries.TryAdd(normal, value)) return false;
        _keys.Add(key);
        return true;
    }

    private static object? Normal(CelValue key) => key switch
    {
        CelString text => text.Value,
        CelInt number => number.Value,
        CelUint { Value: <= long.MaxValue } number => (long)number.Value,
        CelUint number => number.Value,
        CelDouble { Value: >= -9.2e18 and <= 9.2e18 } number when Math.Truncate(number.Value) == number.Value => (long)number.Value,
        CelBool flag => flag.Value,
        _ => null,
    };
}
