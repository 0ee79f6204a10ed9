using System.Numerics;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Models;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' quantity library.</summary>
internal static class QuantityFunctions
{
    private const string Malformed = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private static readonly CelType s_quantity = Opaque("kubernetes.Quantity");

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_quantity.Name, s_quantity);
        functions.Add("quantity", [CelType.String], s_quantity,
            args => ResourceQuantity.TryParse(Text(args[0]), out var parsed) ? Make(parsed!) : new CelError(Malformed), CelCost.FirstText);
        functions.Add("isQuantity", [CelType.String], CelType.Bool, args => CelBool.Of(ResourceQuantity.TryParse(Text(args[0]), out _)), CelCost.FirstText);
        functions.AddMember("isInteger", [s_quantity], CelType.Bool, args => CelBool.Of(IsInteger(Of(args[0]))));
        functions.AddMember("asInteger", [s_quantity], Int, args => IsInteger(Of(args[0])) ? CelInt.Of(Of(args[0]).Value) : new CelError("cannot convert value to integer"));
        functions.AddMember("asApproximateFloat", [s_quantity], CelType.Double, args => new CelDouble(Of(args[0]).ToDouble()));
        functions.AddMember("sign", [s_quantity], Int, args => CelInt.Of(Of(args[0]).Sign));
        functions.AddMember("isGreaterThan", [s_quantity, s_quantity], CelType.Bool, args => CelBool.Of(Of(args[0]) > Of(args[1])));
        functions.AddMember("isLessThan", [s_quantity, s_quantity], CelType.Bool, args => CelBool.Of(Of(args[0]) < Of(args[1])));
        functions.AddMember("compareTo", [s_quantity, s_quantity], Int, args => CelInt.Of(Math.Sign(Of(args[0]).CompareTo(Of(args[1])))));
        functions.AddMember("add", [s_quantity, s_quantity], s_quantity, args => Make(Of(args[0]) + Of(args[1])));
        functions.AddMember("add", [s_quantity, Int], s_quantity, args => Make(Of(args[0]) + ResourceQuantity.FromUnits(((CelInt)args[1]).Value)));
        functions.AddMember("sub", [s_quantity, s_quantity], s_quantity, args => Make(Of(args[0]) - Of(args[1])));
        functions.AddMember("sub", [s_quantity, Int], s_quantity, args => Make(Of(args[0]) - ResourceQuantity.FromUnits(((CelInt)args[1]).Value)));
    }

    private static CelOpaque<ResourceQuantity> Make(ResourceQuantity quantity) => new(s_quantity, quantity);

    private static ResourceQuantity Of(CelValue value) => ((CelOpaque<ResourceQuantity>)value).Value;

    // An integer that Go's int64 holds.
    private static bool IsInteger(ResourceQuantity quantity) => quantity.IsInteger && BigInteger.Abs((BigInteger)quantity.ToDouble()) <= long.MaxValue;
}
