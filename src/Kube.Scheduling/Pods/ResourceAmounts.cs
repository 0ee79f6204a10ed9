using Kube.Api.Models;

namespace Kube.Scheduling.Pods;

/// <summary>Amounts of resources by name: thousandths of CPU, units of the others. A handful at most, so a list.</summary>
internal sealed class ResourceAmounts
{
    private readonly List<(string Name, double Amount)> _amounts = [];

    public IReadOnlyList<(string Name, double Amount)> All => _amounts;

    public double this[string name]
    {
        get
        {
            foreach (var (known, amount) in _amounts)
                if (known == name) return amount;
            return 0;
        }
    }

    public static double AmountOf(string name, ResourceQuantity quantity) => name == ResourceNames.Cpu ? quantity.MilliValue : quantity.Value;

    public static ResourceAmounts From(Dictionary<string, ResourceQuantity>? quantities)
    {
        var amounts = new ResourceAmounts();
        amounts.Add(quantities);
        return amounts;
    }

    public ResourceAmounts Clone()
    {
        var copy = new ResourceAmounts();
        copy._amounts.AddRange(_amounts);
        return copy;
    }

    public void Set(string name, double amount)
    {
        var index = _amounts.FindIndex(known => known.Name == name);
        if (index < 0) _amounts.Add((name, amount));
        else _amounts[index] = (name, amount);
    }

    public void Add(Dictionary<string, ResourceQuantity>? quantities)
    {
        if (quantities is null) return;
        foreach (var (name, quantity) in quantities) Set(name, this[name] + AmountOf(name, quantity));
    }

    public void Add(ResourceAmounts other)
    {
        foreach (var (name, amount) in other._amounts) Set(name, this[name] + amount);
    }

    public void RaiseTo(ResourceAmounts other)
    {
        foreach (var (name, amount) in other._amounts) Set(name, Math.Max(this[name], amount));
    }
}
