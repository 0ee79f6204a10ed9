using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Functions.StandardFunctions;

namespace Kube.Api.Cel.Functions;

/// <summary>A library's own type whose values are written as text, such as <c>quantity("1Gi")</c>: the function that reads them, the one that tells whether it could, and
/// what the values can do.</summary>
internal sealed class CelTextType<T>(CelType type, Func<string, CelValue> parse)
    where T : notnull
{
    public static T Of(CelValue value) => ((CelOpaque<T>)value).Value;

    public CelValue Parse(string text) => parse(text);

    /// <summary>Adds the type, <c>name(text)</c> and <c>test(text)</c>.</summary>
    /// <param name="functions">What they are added to.</param>
    /// <param name="name">The function that reads.</param>
    /// <param name="test">The function that tells whether it can be read.</param>
    /// <param name="cost">What reading costs; a look at the whole text when null.</param>
    /// <param name="testCost">What telling costs; the same when null.</param>
    public void AddTo(CelFunctions functions, string name, string test, CelCost? cost = null, CelCost? testCost = null)
    {
        functions.AddType(type.Name, type);
        functions.Add(test, [CelType.String], CelType.Bool, args => CelBool.Of(parse(Text(args[0])) is not CelError), testCost ?? CelCost.FirstText);
        functions.Add(name, [CelType.String], type, args => parse(Text(args[0])), cost ?? CelCost.FirstText);
    }

    /// <summary>Adds <c>value.name()</c>.</summary>
    public void AddMember(CelFunctions functions, string name, CelType result, Func<T, CelValue> body) => functions.AddMember(name, [type], result, args => body(Of(args[0])));

    /// <summary>Adds <c>value.name(other)</c>, for another value of the type.</summary>
    public void AddMember(CelFunctions functions, string name, CelType result, Func<T, T, CelValue> body) =>
        functions.AddMember(name, [type, type], result, args => body(Of(args[0]), Of(args[1])));

    /// <summary>Adds the comparisons of two values.</summary>
    public void AddOrder(CelFunctions functions, Comparison<T> compare)
    {
        AddMember(functions, "isGreaterThan", CelType.Bool, (one, other) => CelBool.Of(compare(one, other) > 0));
        AddMember(functions, "isLessThan", CelType.Bool, (one, other) => CelBool.Of(compare(one, other) < 0));
        AddMember(functions, "compareTo", CelType.Int, (one, other) => CelInt.Of(Math.Sign(compare(one, other))));
    }
}
