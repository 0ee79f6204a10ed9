namespace Kube.Store.Kv;

/// <summary>How an entry's field must stand to the operand of a <see cref="Compare"/>.</summary>
public enum CompareResult
{
    /// <summary>Field = operand.</summary>
    Equal,

    /// <summary>Field &gt; operand.</summary>
    Greater,

    /// <summary>Field &lt; operand.</summary>
    Less,

    /// <summary>Field ≠ operand.</summary>
    NotEqual,
}
