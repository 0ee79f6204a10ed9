using System.Diagnostics.CodeAnalysis;

namespace Kube.Scheduling.Framework;

/// <summary>What plugins remember during one attempt of one pod, from PreFilter to PostBind. Used by one thread at a time.</summary>
public sealed class CycleState
{
    private Dictionary<object, object?>? _values;

    /// <summary>Remembers a value.</summary>
    public void Set<T>(StateSlot<T> slot, T value) => (_values ??= [])[slot] = value;

    /// <summary>Finds a value.</summary>
    public bool TryGet<T>(StateSlot<T> slot, [MaybeNullWhen(false)] out T value)
    {
        if (_values is not null && _values.TryGetValue(slot, out var found))
        {
            value = (T)found!;
            return true;
        }

        value = default;
        return false;
    }
}
