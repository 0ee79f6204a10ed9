namespace Kube.Scheduling.Cycle;

/// <summary>Where a pod goes, or why it goes nowhere.</summary>
internal readonly record struct Placement(int Row, FitFailure? Failure)
{
    public bool IsFound => Failure is null;

    public static Placement At(int row) => new(row, null);

    public static Placement None(FitFailure failure) => new(-1, failure);
}
