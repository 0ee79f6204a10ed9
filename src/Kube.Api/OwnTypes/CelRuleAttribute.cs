namespace Kube.Api.OwnTypes;

/// <summary>A rule in the Common Expression Language that values of the class or property keep, as <c>x-kubernetes-validations</c> states it.</summary>
/// <remarks><c>self</c> is the value; <c>oldSelf</c>, where the rule names it, what is stored: then it is asked only of changes.</remarks>
/// <param name="rule">True for what is allowed, such as <c>self.minimum &lt;= self.maximum</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class CelRuleAttribute(string rule) : Attribute
{
    /// <summary>The rule.</summary>
    public string Rule { get; } = rule;

    /// <summary>What is said of a value that breaks it. Default: the rule itself.</summary>
    public string? Message { get; init; }

    /// <summary>An expression that makes the message. Default none.</summary>
    public string? MessageExpression { get; init; }

    /// <summary><c>FieldValueInvalid</c> (default), <c>FieldValueForbidden</c>, <c>FieldValueRequired</c> or <c>FieldValueDuplicate</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The field below that is at fault, such as <c>.maximum</c>. Default: the value itself.</summary>
    public string? FieldPath { get; init; }
}
