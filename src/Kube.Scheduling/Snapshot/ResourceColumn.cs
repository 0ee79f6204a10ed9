namespace Kube.Scheduling.Snapshot;

/// <summary>One resource of all nodes. Whole numbers, exact up to 2^53, held as floating point so that filtering and scoring are vector arithmetic without conversions.</summary>
internal sealed class ResourceColumn(string name, int capacity)
{
    public string Name { get; } = name;

    public double[] Allocatable { get; private set; } = new double[capacity];

    public double[] Requested { get; private set; } = new double[capacity];

    public void Grow(int capacity)
    {
        Allocatable = Grown(Allocatable, capacity);
        Requested = Grown(Requested, capacity);
    }

    private static double[] Grown(double[] values, int capacity)
    {
        Array.Resize(ref values, capacity);
        return values;
    }
}
