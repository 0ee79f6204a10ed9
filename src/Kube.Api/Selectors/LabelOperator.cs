namespace Kube.Api.Selectors;

/// <summary>How a label's value is compared.</summary>
public enum LabelOperator
{
    /// <summary>The label is there with one of the values.</summary>
    In,

    /// <summary>The label is missing or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is missing.</summary>
    DoesNotExist,

    /// <summary>The label's value is a whole number greater than the one given.</summary>
    GreaterThan,

    /// <summary>The label's value is a whole number less than the one given.</summary>
    LessThan,
}
