using Kube.Api.Cel;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Tests.Cel;

/// <summary>The language and its libraries: what expressions come to. Expectations are the specification's and upstream's.</summary>
public sealed class ExpressionTests
{
    private const string Object = """{"a": 5, "s": "hello", "l": [3, 1, 2], "m": {"k": "v", "x.y": 1}, "n": null, "d": 1.5, "o": {"p": {"q": true}}}""";

    private static readonly CelEnvironment s_environment = CelEnvironment.Kubernetes.WithBindings().WithVariable("self", CelType.Dyn).WithVariable("x", CelType.Int);

    [Theory]
    [InlineData("1 + 2 * 3 == 7")]
    [InlineData("-7 / 2 == -3 && -7 % 2 == -1")]
    [InlineData("0x1F == 31 && 5u + 1u == 6u && 1e3 == 1000.0")]
    [InlineData("'a' + \"b\" == 'ab' && r'\\n'.size() == 2 && '\\u00e9' == 'é' && b'\\xff'.size() == 1")]
    [InlineData("'''a'b''' == \"a'b\"")]
    [InlineData("true ? true : false")]
    [InlineData("1 < 2 && 'b' > 'a' && 2.5 >= 2.5")]
    [InlineData("dyn(1) == dyn(1.0) && dyn(1u) == dyn(1) && dyn(1) != dyn('1')")]
    [InlineData("[1, 2] + [3] == [1, 2, 3] && 2 in [1, 2] && !('z' in {'a': 1})")]
    [InlineData("{'a': 1, 'b': 2}['b'] == 2 && {'a': 1}.a == 1")]
    [InlineData("has(self.a) && !has(self.zz) && has(self.n)")]
    [InlineData("self.n == null && self.d == 1.5 && self.o.p.q")]
    [InlineData("self.m['x.y'] == 1 && self.l[0] == 3")]
    [InlineData("self.l.all(i, i > 0) && self.l.exists(i, i == 2) && self.l.exists_one(i, i == 2) && !self.l.exists_one(i, i > 1)")]
    [InlineData("self.l.filter(i, i > 1) == [3, 2] && self.l.map(i, i * 2) == [6, 2, 4] && self.l.map(i, i > 1, i * 2) == [6, 4]")]
    [InlineData("self.m.all(k, k.size() > 0) && self.m.exists(k, self.m[k] == 'v')")]
    [InlineData("[1, 2].all(i, v, i < v) && {'a': 1}.transformMap(k, v, v + 1) == {'a': 2} && [5, 6].transformList(i, v, v - i) == [5, 5]")]
    [InlineData("cel.bind(y, 5, y * y) == 25")]
    [InlineData("false && self.zz.q || true")]
    [InlineData("self.zz.q || true")]
    [InlineData("!(self.zz.q && false)")]
    [InlineData("size('日本') == 2 && '日本'.substring(1) == '本' && 'héllo'.indexOf('l') == 2")]
    [InlineData("type(1) == int && type('a') == string && type([1]) == list && type(null) == null_type && type(type(1)) == type")]
    [InlineData("int('5') == 5 && double('1.5') == 1.5 && string(1.0) == '1' && string(true) == 'true' && bytes('é').size() == 2 && uint(5) == 5u")]
    [InlineData("timestamp('2020-01-02T03:04:05.5Z').getMilliseconds() == 500 && timestamp('2020-01-02T03:04:05Z').getHours('+02:00') == 5")]
    [InlineData("timestamp('2020-01-02T00:00:00Z') - timestamp('2020-01-01T00:00:00Z') == duration('24h') && duration('1h30m').getMinutes() == 90")]
    [InlineData("string(duration('1.5s')) == '1.5s' && string(timestamp('2020-01-02T05:04:05+02:00')) == '2020-01-02T03:04:05Z'")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && ['a', 'b'].join('-') == 'a-b' && ' x '.trim() == 'x' && 'aXbX'.replace('X', '-', 1) == 'a-bX'")]
    [InlineData("'Ab'.lowerAscii() == 'ab' && 'Ab'.upperAscii() == 'AB' && 'abc'.charAt(1) == 'b' && 'abcb'.lastIndexOf('b') == 3")]
    [InlineData("'%s has %d of %.2f, %x %b'.format(['a', 5, 1.234, 255, 5]) == 'a has 5 of 1.23, ff 101'")]
    [InlineData("'%s'.format([{'b': 1, 'a': [true, null]}]) == '{a: [true, null], b: 1}'")]
    [InlineData("strings.quote('a\"b') == '\"a\\\\\"b\"'")]
    [InlineData("[1, 2, 3].sum() == 6 && [1, 2].isSorted() && [2, 1].min() == 1 && ['a', 'b'].max() == 'b' && [1, 2, 1].lastIndexOf(1) == 2")]
    [InlineData("sets.contains([1, 2], [2]) && sets.equivalent([1, 2, 2], [2, 1]) && !sets.intersects([1], [2])")]
    [InlineData("'a12b3'.find('[0-9]+') == '12' && 'a12b3'.findAll('[0-9]+') == ['12', '3'] && 'aaa'.matches('^a+$') && !'a\\n'.matches('^a$')")]
    [InlineData("isIP('::1') && !isIP('[::1]') && !isIP('::1%eth0') && !isIP('1.2.3') && !isIP('01.2.3.4') && !isIP('::01.2.3.4')")]
    [InlineData("url('https://u@example.com:80/p q?k=a&k=b').getHost() == 'example.com:80' && url('https://[::1]:80/').getHostname() == '::1' && isURL('/a') && !isURL('a')")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1').add(2) == quantity('3') && quantity('1500m').asApproximateFloat() == 1.5 && !isQuantity('x')")]
    [InlineData("ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.1.0.0/8').masked() == cidr('10.0.0.0/8')")]
    [InlineData("semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.1').compareTo(semver('1.0.0')) == -1 && isSemver('v1.2', true) && !isSemver('v1.2')")]
    [InlineData("!format.dns1123Label().validate('abc').hasValue() && format.dns1123Label().validate('A_').hasValue() && !format.named('nosuch').hasValue()")]
    [InlineData("self.?zz.?b.orValue('none') == 'none' && self.?o.?p.hasValue() && optional.of(1).optMap(v, v + 1).value() == 2")]
    [InlineData("{?'a': optional.none(), 'b': 1} == {'b': 1} && [?optional.of(1), 2] == [1, 2] && self.m[?'k'].value() == 'v'")]
    [InlineData("optional.none().or(optional.of(3)).value() == 3 && optional.ofNonZeroValue('').hasValue() == false")]
    [InlineData("x == 7 && [1].map(x, x + 1) == [2]")]
    public void Run_TrueExpression_IsTrue(string text) => Assert.Equal("true", Evaluate(text));

    [Theory]
    [InlineData("1 / 0 == 1", "division by zero")]
    [InlineData("9223372036854775807 + x > 0", "integer overflow")]
    [InlineData("[1][x] == 1", "index out of bounds: 7")]
    [InlineData("self.zz == 1", "no such key: zz")]
    [InlineData("self.m['q'] == 1", "no such key: q")]
    [InlineData("int(self.s) == 1", "type conversion error from 'string' to 'int'")]
    [InlineData("self.s + 1 == 2", "no such overload")]
    [InlineData("optional.none().value() == 1", "optional.none() dereference")]
    [InlineData("[].min() == 1", "min called on empty list")]
    [InlineData("quantity('0.5').asInteger() == 1", "cannot convert value to integer")]
    [InlineData("ip(self.s).family() == 4", "IP Address \"hello\" parse error during conversion from string: ParseAddr(\"hello\"): unable to parse IP")]
    [InlineData("'abc'.substring(2, 1) == ''", "invalid substring range. start: 2, end: 1")]
    public void Run_WhatCannotBeComputed_GivesUpstreamsError(string text, string error) => Assert.Equal("error: " + error, Evaluate(text));

    [Theory]
    [InlineData("self.a ==", "<input>:1:10: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}")]
    [InlineData("1 + 'a'", "<input>:1:3: found no matching overload for '_+_' applied to '(int, string)'")]
    [InlineData("nosuch", "<input>:1:1: undeclared reference to 'nosuch' (in container '')")]
    [InlineData("x.foo()", "<input>:1:6: undeclared reference to 'foo' (in container '')")]
    [InlineData("'a'.matches('(')", "<input>:1:13: invalid matches argument")]
    [InlineData("duration('x')", "<input>:1:10: invalid duration argument")]
    [InlineData("[1, 'a']", "<input>:1:5: expected type 'int' but found 'string'")]
    [InlineData("x.y", "<input>:1:2: type 'int' does not support field selection")]
    [InlineData("x ? 1 : 2", "<input>:1:3: found no matching overload for '_?_:_' applied to '(int, int, int)'")]
    [InlineData("has(x)", "<input>:1:5: invalid argument to has() macro")]
    [InlineData("x.map(1, 2)", "<input>:1:7: argument must be a simple name")]
    [InlineData("for", "<input>:1:1: reserved identifier: for")]
    [InlineData("x.all(i, i)", "<input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)")]
    public void Compile_WhatDoesNotFit_IsReportedAtItsPlace(string text, string expected)
    {
        var failure = Assert.Throws<CelCompileException>(() => s_environment.Compile(text));
        Assert.StartsWith("ERROR: " + expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_SeveralLines_PointsIntoTheRightOne()
    {
        var failure = Assert.Throws<CelCompileException>(() => s_environment.Compile("true &&\n  y"));
        Assert.Equal("ERROR: <input>:2:3: undeclared reference to 'y' (in container '')\n |   y\n | ..^", failure.Message);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(90_000)]
    public void Compile_DeepNesting_IsRefusedInBoundedTime(int depth)
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("!(", ")"), ("f(", ")"), ("{1:", "}"), ("-(", ")") })
        {
            var count = depth / (open.Length + close.Length);
            var text = string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count));
            Assert.Throws<CelCompileException>(() => s_environment.Compile(text));
        }
        Assert.Throws<CelCompileException>(() => s_environment.Compile("x" + string.Concat(Enumerable.Repeat(".y", depth / 2))));
        Assert.Throws<CelCompileException>(() => s_environment.Compile("1" + string.Concat(Enumerable.Repeat("+1", depth / 2))));
    }

    [Fact]
    public void Compile_ThousandsOfConditions_AreTaken()
    {
        var program = s_environment.Compile(string.Join(" && ", Enumerable.Repeat("x > 0", 5_000)));
        Assert.Same(CelBool.True, Run(program));
    }

    [Fact]
    public void Run_OverItsLimit_IsStopped()
    {
        var program = s_environment.Compile("[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, a + b > 0))");
        Assert.Throws<CelCostExceededException>(() => program.Run([CelNull.Instance, CelInt.Of(7)], limit: 200, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var program = s_environment.Compile("[1].all(a, a > 0)");
        Assert.Throws<OperationCanceledException>(() => program.Run([CelNull.Instance, CelInt.Of(7)], ulong.MaxValue, cancelled.Token));
    }

    [Theory]
    // One for a variable, one for each step, a tenth for each rune, as upstream counts.
    [InlineData("x > 1", 2UL)]
    [InlineData("self.o.p.q", 4UL)]
    [InlineData("has(self.o.p)", 2UL)]
    [InlineData("self.s == 'hello'", 3UL)]
    [InlineData("self.s.contains('ll')", 3UL)]
    [InlineData("[1, 2, 3]", 10UL)]
    [InlineData("{'a': 1}", 30UL)]
    [InlineData("2 in self.l", 5UL)]
    public void Run_CountsWhatItCosts(string text, ulong cost) =>
        Assert.Equal(cost, s_environment.Compile(text).Run([Self(), CelInt.Of(7)], ulong.MaxValue, TestContext.Current.CancellationToken).Cost);

    [Fact]
    public void Authorizer_Check_AsksWithWhatWasSaid()
    {
        CelAuthorizationQuestion? asked = null;
        var environment = CelEnvironment.Kubernetes.WithVariable("authorizer", AuthorizerFunctions.Authorizer);
        var program = environment.Compile("authorizer.serviceAccount('ns', 'sa').group('apps').resource('deployments').subresource('scale').namespace('n').name('d').check('update').allowed()");
        var authorizer = AuthorizerFunctions.Value(new CelAuthorizationQuestion(question =>
        {
            asked = question;
            return new CelAuthorizationAnswer(true, "", "");
        }));
        Assert.Same(CelBool.True, program.Run([authorizer], ulong.MaxValue, TestContext.Current.CancellationToken).Value);
        Assert.NotNull(asked);
        Assert.Equal(("system:serviceaccount:ns:sa", "apps", "deployments", "scale", "n", "d", "update"),
            (asked.User, asked.Group, asked.Resource, asked.Subresource, asked.Namespace, asked.Name, asked.Verb));
    }

    private static CelValue Self() => CelTree.Read(TreeNode.Parse(Object), CelType.Dyn);

    private static CelValue Run(CelProgram program) => program.Run([Self(), CelInt.Of(7)], ulong.MaxValue, TestContext.Current.CancellationToken).Value;

    private static string Evaluate(string text) => Run(s_environment.Compile(text)) switch
    {
        CelError error => "error: " + error.Message,
        var value => CelText.Of(value),
    };
}
