# group: objects
"""A small language: syntax trees whose nodes evaluate themselves, with closures and scopes."""

SIZE, SMALL = 15, 4


class Scope:
    def __init__(self, names, outer):
        self.names = names
        self.outer = outer

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise NameError(name)


class Number:
    def __init__(self, value):
        self.value = value

    def evaluate(self, scope):
        return self.value


class Name:
    def __init__(self, name):
        self.name = name

    def evaluate(self, scope):
        return scope.find(self.name)


class If:
    def __init__(self, test, then, other):
        self.test, self.then, self.other = test, then, other

    def evaluate(self, scope):
        return (self.then if self.test.evaluate(scope) else self.other).evaluate(scope)


class Lambda:
    def __init__(self, parameters, body):
        self.parameters, self.body = parameters, body

    def evaluate(self, scope):
        def function(*arguments):
            names = dict(zip(self.parameters, arguments))
            return self.body.evaluate(Scope(names, scope))

        return function


class Call:
    def __init__(self, function, arguments):
        self.function, self.arguments = function, arguments

    def evaluate(self, scope):
        function = self.function.evaluate(scope)
        return function(*[argument.evaluate(scope) for argument in self.arguments])


class Let:
    def __init__(self, name, value, body):
        self.name, self.value, self.body = name, value, body

    def evaluate(self, scope):
        inner = Scope({}, scope)
        inner.names[self.name] = self.value.evaluate(inner)
        return self.body.evaluate(inner)


def parse(tokens):
    token = tokens.pop()
    if token != "(":
        return Number(int(token)) if token.lstrip("-").isdigit() else Name(token)
    parts = []
    if tokens[-1] == "fn":
        tokens.pop(), tokens.pop()
        parameters = []
        while (name := tokens.pop()) != ")":
            parameters.append(name)
        node = Lambda(parameters, parse(tokens))
        tokens.pop()
        return node
    if tokens[-1] == "let":
        tokens.pop()
        node = Let(tokens.pop(), parse(tokens), parse(tokens))
        tokens.pop()
        return node
    while tokens[-1] != ")":
        parts.append(parse(tokens))
    tokens.pop()
    if isinstance(parts[0], Name) and parts[0].name == "if":
        return If(*parts[1:])
    return Call(parts[0], parts[1:])


BUILTINS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "<": lambda a, b: a < b,
}

PROGRAM = """
(let twice (fn (f x) (f (f x)))
 (let fib (fn (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
  (let square (fn (x) (* x x))
   (+ (fib size) (twice square 3)))))
"""


def run(size):
    tokens = PROGRAM.replace("(", " ( ").replace(")", " ) ").split()
    tree = parse(tokens[::-1])
    return tree.evaluate(Scope({**BUILTINS, "size": size}, None))
